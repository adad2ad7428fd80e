"""The inputs of a function: from real calls, boundaries first, always the same."""

import ast

from stelp_ci.probe.differential.annotated import annotated_calls
from stelp_ci.probe.differential.constants import Constants, mine
from stelp_ci.probe.differential.inputs import Input, plan_inputs
from stelp_ci.probe.differential.shrink import size, smaller
from stelp_ci.probe.survey.functions import FunctionNode, Version


def version(text: str) -> Version:
    tree = ast.parse(text)
    node = tree.body[0]
    assert isinstance(node, FunctionNode)
    return Version(text.encode(), node, node)


def call(*args: object, **kwargs: object) -> Input:
    return Input(args, tuple(kwargs.items()))  # pyright: ignore[reportArgumentType]


def test_constants_of_the_lines_that_differ_come_first_with_their_neighbours() -> None:
    base = version("def f(n):\n    if n < 1024:\n        return 7\n    return n - 50\n")
    head = version("def f(n):\n    if n <= 1024:\n        return 7\n    return n - 50\n")
    assert mine(base, head).ints[:3] == (1024, 1023, 1025)
    assert {7, 50, 49} <= set(mine(base, head).ints)


def test_a_boundary_is_among_the_first_inputs() -> None:
    inputs = plan_inputs([call(n=3)], Constants(ints=(1024, 1023, 1025)))
    assert inputs[0] == call(n=3)
    assert call(n=1024) in inputs[:4]


def test_inputs_are_distinct_bounded_and_the_same_each_time() -> None:
    seeds = [call(["a", "b"], flag=True), call({"dict": [["k", [1, 2]]]}, flag=False)]
    first, second = (plan_inputs(seeds, Constants(texts=("x",))) for _ in range(2))
    assert first == second
    assert len({one.key for one in first}) == len(first) == 200


def test_an_aliased_argument_keeps_its_shape() -> None:
    seed = call([[1], {"same": 1}])
    assert all(len(one.args[0]) == 2 for one in plan_inputs([seed], Constants()) if isinstance(one.args[0], list))


def test_smaller_calls_begin_with_the_smallest() -> None:
    found = smaller(call(values=[5, 0, 9], text="abc"))
    assert found == sorted(found, key=size)
    assert call(values=[0], text="abc") in found
    assert call(values=[5, 0, 9], text="") in found


def test_a_function_that_nobody_calls_is_called_by_its_annotations() -> None:
    text = "def f(n: int, names: 'list[str]', table: dict[str, int] | None = None): ...\n"
    calls = annotated_calls(version(text).node, Constants())
    assert dict(calls[0].kwargs)["n"] == 3
    assert dict(calls[0].kwargs)["names"] == ["a b", "abc", "a b"]
    assert {json_type(dict(one.kwargs)["table"]) for one in calls} == {"dict", "NoneType"}


def test_a_type_that_is_not_known_here_is_not_guessed() -> None:
    assert annotated_calls(version("def f(session: Session): ...\n").node, Constants()) == []
    assert annotated_calls(version("def f(self, n: int): ...\n").node, Constants()) == []


def json_type(value: object) -> str:
    return type(value).__name__
