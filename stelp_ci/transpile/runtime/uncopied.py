"""Keeps what holds a run from being copied: whoever copies an object is shown what it is made of."""

from typing import NoReturn, TypeVar

Kind = TypeVar("Kind", bound=type)


def uncopied(cls: Kind) -> Kind:
    """Decorates a class none of whose objects is copied, deep or shallow, by itself or as a part of another."""
    setattr(cls, "__reduce_ex__", _refuse)  # noqa: B010 - a type checker knows the real one
    return cls


def _refuse(self: object, _protocol: object) -> NoReturn:
    raise TypeError(f"{type(self).__name__} cannot be copied")
