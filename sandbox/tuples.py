"""The methods of named tuples, for classes that `lowering.py` writes out when the root is built."""

from _collections import _tuplegetter as field  # pyright: ignore
from collections.abc import Iterable
from typing import Any, cast

new = cast("Any", tuple).__new__
__all__ = ["as_dict", "as_tuple", "field", "make", "new", "replace", "represent"]


def make(cls: Any, values: Iterable[Any]) -> Any:
    """A tuple of the class from its fields in order. Raises `TypeError` for another number of them."""
    made = new(cls, values)
    if len(made) != len(cls._fields):
        raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
    return made


def replace(self: Any, /, **changed: Any) -> Any:
    """The tuple with some fields changed. Raises `ValueError` for a field that it has not."""
    made = self._make(map(changed.pop, self._fields, self))
    if changed:
        raise ValueError(f"Got unexpected field names: {list(changed)!r}")
    return made


def as_dict(self: Any) -> "dict[str, Any]":
    """The fields by name."""
    return dict(zip(self._fields, self))  # noqa: B905 - as long as each other


def as_tuple(self: Any) -> "tuple[Any, ...]":
    """The fields in order."""
    return tuple(self)


def represent(self: Any) -> str:
    """As Python shows named tuples."""
    fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self))  # noqa: B905 - as above
    return f"{type(self).__name__}({fields})"
