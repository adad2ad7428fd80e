import asyncio

from lib import kinds
from lib.kinds import Kinds, plain


def test_plain():
    assert plain(1) == 2


def test_untested():
    kinds.untested(1)


def test_with_defaults():
    assert kinds.with_defaults(1) == 6


def test_cached():
    assert kinds.cached(2) == 4


def test_decorated():
    assert kinds.decorated(2) == 1


def test_counted():
    assert list(kinds.counted(2)) == [0, 1]


def test_waited():
    assert asyncio.run(kinds.waited(1)) == 1


def test_streamed():
    async def collect():
        return [n async for n in kinds.streamed(2)]

    assert asyncio.run(collect()) == [0, 1]


def test_method():
    assert Kinds().method() == 3


def test_static():
    assert Kinds.static() == 1


def test_made():
    assert isinstance(Kinds.made(), Kinds)


def test_size():
    assert Kinds().size == 5


def test_slow():
    assert Kinds().slow == 6


def test_public():
    assert Kinds().public() == 7


def test_deep():
    assert Kinds.Inner().deep() == "Inner"
