"""Values from the sandbox: what is one, when two are the same, how they are shown."""

import json

import pytest

from stelp_ci.probe.differential.values import NoValueError, is_value, read_value, same, show

NESTED = {"dict": [["a", {"tuple": [1, {"float": "1.5"}]}], [{"bytes": "6162"}, {"set": [1, 2]}]]}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "None"),
        ("a'b", '"a\'b"'),
        ({"float": "nan"}, "float('nan')"),
        ({"tuple": [1]}, "(1,)"),
        ({"set": []}, "set()"),
        (NESTED, "{'a': (1, 1.5), b'ab': {1, 2}}"),
        ({"object": ["shop:Account", [["balance", 3]]]}, "<Account balance=3>"),
        ({"make": ["decimal:Decimal", ["1.50"]]}, "Decimal('1.50')"),
        ({"ref": "shop:Colour.RED"}, "Colour.RED"),
        ([[0], {"same": 1}], "[[0], <the same object>]"),
        ({"other": ["io.StringIO", "0123456789abcdef"]}, "<io.StringIO 01234567>"),
        ({"range": ["0", "3", "1"]}, "range(0, 3, 1)"),
    ],
)
def test_a_value_is_shown_as_python_writes_it(value: object, shown: str) -> None:
    read = read_value(json.dumps(value).encode())
    assert show(read) == shown


@pytest.mark.parametrize(
    "forged",
    [
        1.5,
        {},
        {"float": 1},
        {"tuple": [1], "list": [2]},
        {"dict": [[1, 2, 3]]},
        {"object": ["a", [[1, 2]]]},
        {"eval": "1 + 1"},
        {"other": ["a"]},
        {"same": "0"},
        [[[[{"make": [1, []]}]]]],
    ],
)
def test_what_is_of_no_form_is_refused(forged: object) -> None:
    assert not is_value(forged)
    with pytest.raises(NoValueError):
        read_value(json.dumps(forged).encode())


def test_a_value_that_is_too_deep_is_refused() -> None:
    deep: object = 1
    for _ in range(60):
        deep = [deep]
    assert not is_value(deep)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (1, True, False),
        (1, {"float": "1.0"}, False),
        ({"float": "0.30000000000000004"}, {"float": "0.3"}, True),
        ({"float": "0.1"}, {"float": "0.100001"}, False),
        ({"float": "nan"}, {"float": "nan"}, True),
        ({"float": "0.0"}, {"float": "-0.0"}, True),
        ([1, 2], {"tuple": [1, 2]}, False),
        ({"dict": [["a", 1], ["b", 2]]}, {"dict": [["b", 2], ["a", 1]]}, False),
        ([[0], [0]], [[0], {"same": 1}], False),
        ({"other": ["x", "1"]}, {"other": ["x", "2"]}, False),
    ],
)
def test_types_and_aliases_count_and_the_last_digits_of_floats_do_not(
    one: object, other: object, *, equal: bool
) -> None:
    left, right = (read_value(json.dumps(value).encode()) for value in (one, other))
    assert same(left, right) is equal
    assert same(left, left)
