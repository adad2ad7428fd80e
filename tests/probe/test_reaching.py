"""What uses a changed function, by the names in the text, without a syntax tree."""

from stelp_ci.probe.reaching import MAX_BYTES, pieces, reaching

SOURCE = b"""import re

TABLE = build()


class Cache:
    size = limit()

    def __setitem__(self, key, value):
        cull(self)

    @property
    def full(self):
        def inner():
            return deep()

        return inner() and late()


async def outer(
    a=first(),
):
    return helper(a)
"""


def test_each_use_counts_for_the_definitions_around_it() -> None:
    users = {b"build": {b"mod"}, b"limit": {b"Cache"}, b"cull": {b"Cache"}, b"first": {b"outer"}}
    for word, names in {**users, b"deep": {b"Cache", b"full", b"inner"}}.items():
        assert reaching([word], [(b"mod", SOURCE)]) == {word, *names}


def test_what_may_stand_behind_a_definition_or_in_it_counts_for_both() -> None:
    assert reaching([b"late"], [(b"mod", SOURCE)]) >= {b"Cache", b"full"}
    assert reaching([b"helper"], [(b"mod", SOURCE)]) == {b"helper", b"outer", b"mod"}
    text = b'def shown():\n    """\nTitle\n    """\n    return low()\n'
    assert b"shown" in reaching([b"low"], [(b"mod", text)])


def test_uses_are_followed_through_other_modules() -> None:
    sources = [(b"a", b"def low():\n    return 1\n"), (b"b", b"def middle():\n    return low()\n")]
    assert reaching([b"low"], [*sources, (b"c", b"def high():\n    return middle()\n")]) == {b"low", b"middle", b"high"}


def test_nothing_of_the_text_is_lost() -> None:
    assert b"".join(piece.text for piece in pieces(b"mod", SOURCE)) == SOURCE


def test_a_huge_project_is_not_read_for_this() -> None:
    sources = [(b"a", b"def high():\n    return low()\n"), (b"b", b"#" * MAX_BYTES)]
    assert reaching([b"low"], sources) == {b"low"}
