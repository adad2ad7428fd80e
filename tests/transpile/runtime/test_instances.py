"""No method that is handed out answers with the class of `self` when `self` is a class."""

import importlib
from collections import ChainMap, Counter, UserList
from collections.abc import Iterator
from enum import Flag
from types import FunctionType

import pytest

from stelp_ci.transpile.facades.table import LISTINGS
from stelp_ci.transpile.runtime.instances import guard_instances
from stelp_ci.transpile.strict.names import READABLE

NAMES_ONLY = frozenset(("__repr__", "__str__"))
"""They say the class's name."""
ELSEWHERE = frozenset(("json.encoder.JSONEncoder.default",))
"""Raises an error with the class's name."""


def methods() -> Iterator[tuple[str, FunctionType]]:
    """Every method written in Python of the classes that facades hand out and of those above, metaclasses left out."""
    handed_out = {
        each
        for module, listing in LISTINGS.items()
        for name in listing.names
        if isinstance(each := getattr(importlib.import_module(module), name, None), type)
    }
    above = {each for cls in handed_out for each in cls.__mro__ if not issubclass(each, type)}
    for cls in above:
        for name, found in vars(cls).items():
            function = found.fget if isinstance(found, property) else found
            if isinstance(function, FunctionType):
                yield f"{cls.__module__}.{cls.__qualname__}.{name}", function


def test_each_that_looks_at_the_class_of_self_takes_objects_only() -> None:
    guard_instances()
    open_ones = {
        path
        for path, function in methods()
        if "__class__" in function.__code__.co_names
        and (name := path.rpartition(".")[2]) not in NAMES_ONLY
        and (not name.startswith("_") or name in READABLE)
        and name != "__new__"
    }
    assert open_ones == ELSEWHERE


def test_objects_are_copied_as_before() -> None:
    guard_instances()

    class Colour(Flag):
        RED = 1
        BLUE = 2

    assert Counter("aab").copy() == {"a": 2, "b": 1}
    assert (UserList([1, 2])[:1] + UserList([3])).data == [1, 3]
    assert ChainMap({"a": 1}, {"b": 2}).parents["b"] == 2
    assert (Colour.RED | Colour.BLUE) & Colour.RED is Colour.RED
    assert not hasattr(Counter.copy, "__wrapped__")


@pytest.mark.parametrize(
    ("owner", "name"),
    [(UserList, "copy"), (UserList, "__add__"), (Counter, "copy"), (ChainMap, "copy"), (Flag, "__or__")],
)
def test_classes_are_not(owner: type, name: str) -> None:
    guard_instances()
    with pytest.raises(TypeError, match="takes an object"):
        getattr(owner, name)(UserList, [])


def test_nor_through_a_property() -> None:
    guard_instances()
    with pytest.raises(TypeError, match="takes an object"):
        vars(ChainMap)["parents"].fget(UserList)
