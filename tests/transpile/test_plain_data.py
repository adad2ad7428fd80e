"""Plain data crosses as it is, value and type; everything else is seen to be something else."""

import json
import math
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.transpile import plain_data
from stelp_ci.transpile.plain_data import Opaque, PlainError, decode, encode

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters())
    | st.binary()
    | st.complex_numbers(allow_nan=False)
)
HASHABLE = st.recursive(SCALARS, lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3), max_leaves=5)
VALUES = st.recursive(
    HASHABLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(HASHABLE, inner, max_size=4) | st.sets(HASHABLE),
    max_leaves=12,
)


def crossed(value: object) -> object:
    """`value` as it arrives on the other side."""
    return decode(json.loads(json.dumps(encode(value))))


def types_of(value: object) -> object:
    """The types of a value and of all it holds."""
    match value:
        case dict():
            return dict, sorted(map(repr, (types_of(item) for pair in value.items() for item in pair)))
        case list() | tuple():
            return type(value), [types_of(item) for item in value]
        case set() | frozenset():
            return type(value), sorted(repr(types_of(item)) for item in value)
        case _:
            return type(value)


@given(VALUES)
def test_plain_data_is_rebuilt_equal_and_of_the_same_types(value: object) -> None:
    again = crossed(value)
    assert again == value
    assert types_of(again) == types_of(value)


def test_what_json_confuses_stays_apart() -> None:
    again = cast("list[object]", crossed([1, 1.0, True, (1,), [1], -0.0]))
    assert [type(item) for item in again] == [int, float, bool, tuple, list, float]
    assert math.isnan(cast(float, crossed(float("nan"))))
    assert crossed(2**200) == 2**200
    assert crossed({"$int": "0x1"}) == {"$int": "0x1"}


class Always(int):
    """An integer that equals everything."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__


@pytest.mark.parametrize("value", [Always(1), object(), len, bytearray(b"x"), range(3), (n for n in ())])
def test_no_other_type_crosses(value: object) -> None:
    assert isinstance(crossed(value), Opaque)
    assert isinstance(cast("list[object]", crossed([value]))[0], Opaque)


@pytest.mark.parametrize(
    "value",
    [
        list(range(plain_data.NODES + 1)),
        "x" * (plain_data.CHARACTERS + 1),
        b"x" * (plain_data.CHARACTERS + 1),
        1 << (8 * plain_data.CHARACTERS),
        {"x" * 1000 + str(n): 1 for n in range(300)},
    ],
    ids=["items", "text", "bytes", "integer", "keys"],
)
def test_what_is_too_much_is_opaque_as_a_whole(value: object) -> None:
    coded = encode(value)
    assert list(coded) == ["$opaque"]
    assert len(json.dumps(coded)) < 200


def test_nesting_is_bounded_and_a_value_may_hold_itself() -> None:
    loop: list[object] = []
    loop.append(loop)
    assert isinstance(crossed(loop), Opaque)


@pytest.mark.parametrize(
    "data",
    [
        {"$unknown": 1},
        {"$int": "0x1", "more": 1},
        {"$int": 5},
        {"$int": "zz"},
        {"$float": "1.0"},
        {"$bytes": "*"},
        {"$set": [[]]},
        {"$dict": [[1]]},
        {"$dict": [[[], 1]]},
        {"$complex": ["x", 1]},
        {"$text": [-1]},
        {"$opaque": 1},
    ],
    ids=repr,
)
def test_json_that_we_do_not_write_is_refused(data: object) -> None:
    with pytest.raises(PlainError):
        decode(data)


def test_deep_json_is_refused() -> None:
    deep: object = 1
    for _ in range(200):
        deep = [deep]
    with pytest.raises(PlainError):
        decode(deep)
