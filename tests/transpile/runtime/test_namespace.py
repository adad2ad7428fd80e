import builtins
from pathlib import Path

import pytest

from stelp_ci.transpile.facades.table import LISTINGS, MODULES
from stelp_ci.transpile.runtime.bounds import Bounds
from stelp_ci.transpile.runtime.namespace import make_namespace
from stelp_ci.transpile.runtime.session import Session
from stelp_ci.transpile.runtime.stop import Denied, Stop
from stelp_ci.transpile.runtime.wrapped import wrapped_names
from stelp_ci.transpile.strict.inserted import HELPERS
from stelp_ci.transpile.strict.names import BUILTINS
from stelp_ci.transpile.strict.policy import STRICT
from tests.transpile.runtime.running import run

PROGRAMS = sorted((Path(__file__).parents[2] / "cases" / "transpile" / "running").glob("*.py"))


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_prints_what_it_prints_under_plain_python(path: Path) -> None:
    source = path.read_text("utf-8")
    printed: list[str] = []

    def plain_print(*values: object) -> None:
        printed.append(" ".join(map(str, values)) + "\n")

    exec(compile(source, "<plain>", "exec"), {"__name__": "__main__", "print": plain_print})  # noqa: S102 - our case
    assert run(source).session.stdout == "".join(printed)


def test_every_helper_and_every_builtin_of_the_contract_is_there() -> None:
    names = make_namespace(STRICT)
    assert names.keys() >= HELPERS
    assert names["__builtins__"].keys() >= {name for name in BUILTINS if hasattr(builtins, name)}
    assert not {"open", "eval", "exec", "compile", "__import__"} & names["__builtins__"].keys()


def test_every_wrapped_name_is_made() -> None:
    session = Session(STRICT)
    makers = wrapped_names(session, Bounds(session))
    for module, listing in LISTINGS.items():
        made = makers[module]().keys() if module in makers else frozenset[str]()
        assert made <= listing.wrapped or module in makers
        assert listing.wrapped <= made, module


def test_a_facade_of_every_module_can_be_imported_and_not_changed() -> None:
    facade = make_namespace(STRICT)["_stelp_import"]
    for module in MODULES:
        name = sorted(MODULES[module])[0]
        with pytest.raises(AttributeError):
            setattr(facade(module), name, 1)


def test_tools_are_called_by_their_names() -> None:
    names = make_namespace(STRICT._replace(tools=("look_up",)), tools={"look_up": lambda key: key * 2})
    assert names["look_up"]("a") == "aa"


@pytest.mark.parametrize(
    ("source", "limit"),
    [
        ("n = int('3')\nwhile n:\n    n = n * 3 % 1000003\n", "fuel"),
        ("t = 0\nn = int('100000')\nfor i in range(n):\n    t += i\n", "fuel"),
        ("from itertools import count\nt = 0\nfor i in count():\n    t += i\n", "fuel"),
        ("n = int('1000000000')\nx = 7 ** n\n", "memory"),
        ("n = int('5000')\nfor i in range(900):\n    print('x' * n)\n", "output"),
    ],
)
def test_a_bound_stops_a_program_and_stays_reached(source: str, limit: str) -> None:
    with pytest.raises(Stop) as stopped:
        run(source, STRICT._replace(fuel=50_000))
    assert stopped.value.limit == limit


def test_what_is_refused_at_run_time_has_a_code() -> None:
    with pytest.raises(Denied) as denied:
        run("name = ''.join(['__self', '__'])\nx = getattr(len, name)\n")
    assert denied.value.code == "STELP-R001"


def test_a_loop_over_something_sized_runs_over_the_very_same_object() -> None:
    charge = make_namespace(STRICT)["_stelp_charge"]
    for sized in ([1, 2], {"a": 1}.items(), range(5), enumerate([1, 2]), zip([1], "ab", strict=False)):
        assert charge(sized) is sized
    generated = (x for x in (1, 2))
    assert [*charge(generated)] == [1, 2]
    assert charge(iter(int, 1)) is not None


def test_a_loop_over_an_object_of_a_class_that_says_its_length_is_counted() -> None:
    class Liar(list[int]):
        def __len__(self) -> int:
            return 0

    lying = Liar([1, 2, 3])
    assert make_namespace(STRICT)["_stelp_charge"](lying) is not lying


@pytest.mark.parametrize(
    ("wait", "limit"),
    [
        ("await asyncio.Event().wait()", "every coroutine waits for another one"),
        ("while True:\n        await asyncio.sleep(0)", "fuel"),
        ("await turn()", "fuel"),
    ],
)
def test_coroutines_that_never_end_are_stopped(wait: str, limit: str) -> None:
    turn = (
        "async def turn():\n    asyncio.create_task(turn())\n    await asyncio.sleep(0)\n    await asyncio.sleep(9)\n"
    )
    source = f"import asyncio\n{turn}async def main():\n    {wait}\nasyncio.run(main())\n"
    with pytest.raises((Stop, RuntimeError)) as caught:
        run(source, policy=STRICT._replace(fuel=1000))
    assert limit in (getattr(caught.value, "limit", ""), str(caught.value))
