"""Keeps what holds a run from being copied, which shows what it is made of, and from being altered."""

from typing import Any, NoReturn

_PACKAGE = __name__.rpartition(".")[0]


class Closed(type):
    """The class of classes that programs meet and cannot change; none of their objects is copied, deep or shallow."""

    def __new__(cls, name: str, bases: "tuple[type, ...]", names: "dict[str, Any]") -> "Closed":
        """Add the refusal to be taken apart. Raises `TypeError` for a class of a program, which would see inside."""
        if any(isinstance(base, Closed) for base in bases) and not str(names.get("__module__")).startswith(_PACKAGE):
            raise TypeError(f"{bases[0].__name__} cannot be a base class")
        return super().__new__(cls, name, bases, {"__reduce_ex__": _refuse, **names})

    def __setattr__(cls, name: str, value: object) -> NoReturn:
        raise TypeError(f"{name!r} of {cls.__name__} cannot be set")

    def __delattr__(cls, name: str) -> NoReturn:
        raise TypeError(f"{name!r} of {cls.__name__} cannot be deleted")


def _refuse(self: object, _protocol: object) -> NoReturn:
    raise TypeError(f"{type(self).__name__} cannot be copied")
