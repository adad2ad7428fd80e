"""Rebuilds values from the plain data of `values.py`, in the process of the code under judgement."""

from __future__ import annotations

import importlib
from typing import Any, cast


def resolved(name: str) -> Any:
    """What `module:qualified.name` names. Raises what importing or looking up raises."""
    module, _, path = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    return found


class Making:
    """Rebuilds values from plain data; raises what importing, looking up or calling raises."""

    def __init__(self) -> None:
        self.made: list[Any] = []

    def make(self, told: Any) -> Any:
        """One value."""
        if isinstance(told, list):
            made: list[Any] = self.keep([])
            made.extend(self.make(item) for item in cast("list[Any]", told))
            return made
        if not isinstance(told, dict):
            return told
        ((tag, body),) = cast("dict[str, Any]", told).items()
        return getattr(self, f"make_{tag}")(body)

    def keep(self, value: Any) -> Any:
        """Remember a mutable value under the next number."""
        self.made.append(value)
        return value

    def make_same(self, number: int) -> Any:
        """A value that was made before."""
        return self.made[number]

    def make_int(self, digits: str) -> int:
        """A large integer."""
        return int(digits, 16)

    def make_float(self, shown: str) -> float:
        """A float."""
        return float(shown)

    def make_complex(self, parts: list[str]) -> complex:
        """A complex number."""
        return complex(float(parts[0]), float(parts[1]))

    def make_str(self, digits: str) -> str:
        """A string with lone surrogates."""
        return bytes.fromhex(digits).decode("utf-16-le", "surrogatepass")

    def make_bytes(self, digits: str) -> bytes:
        """Bytes."""
        return bytes.fromhex(digits)

    def make_bytearray(self, digits: str) -> bytearray:
        """A bytearray."""
        return bytearray.fromhex(digits)

    def make_range(self, parts: list[str]) -> range:
        """A range."""
        return range(int(parts[0]), int(parts[1]), int(parts[2]))

    def make_tuple(self, items: list[Any]) -> tuple[Any, ...]:
        """A tuple."""
        return tuple(self.make(item) for item in items)

    def make_frozenset(self, items: list[Any]) -> frozenset[Any]:
        """A frozenset."""
        return frozenset(self.make(item) for item in items)

    def make_set(self, items: list[Any]) -> set[Any]:
        """A set."""
        made: set[Any] = self.keep(set())
        made.update(self.make(item) for item in items)
        return made

    def make_dict(self, items: list[list[Any]]) -> dict[Any, Any]:
        """A dict, in its order."""
        made: dict[Any, Any] = self.keep({})
        for key, item in items:
            made[self.make(key)] = self.make(item)
        return made

    def make_ref(self, name: str) -> Any:
        """A function, class or member of an enumeration."""
        return resolved(name)

    def make_make(self, body: list[Any]) -> Any:
        """An object of a known type."""
        number = len(self.made)
        self.made.append(None)
        maker = resolved(body[0])
        self.made[number] = maker(*(self.make(item) for item in body[1]))
        return self.made[number]

    def make_object(self, body: list[Any]) -> Any:
        """An object of the project, by its attributes, without its `__init__`."""
        name, items = body
        kind = resolved(name)
        made = self.keep(object.__new__(kind))
        for key, item in items:
            object.__setattr__(made, key, self.make(item))
        return made
