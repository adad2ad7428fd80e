"""`enum.property`, which from Python 3.12 on reads an attribute whose name it keeps in an attribute of its own.

A program may set that name, and what it is read from. Subclasses reach the method by `super()`, so that it is guarded
where it stands.
"""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# What passes through here is the program's, or a library's that is imported by name: of any type.

from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

from ..strict.names import attribute_is_open


def guard_redirects() -> None:
    """From now on it reads what a program could read itself. For a process that runs strict programs."""
    module = cast("Any", import_module("enum"))
    if not hasattr(module, "stelp_guarded"):
        module.property.__get__ = _guarded(module.property.__get__)
        module.stelp_guarded = True


def _guarded(read: Callable[..., Any]) -> Callable[..., Any]:
    def __get__(self: Any, instance: Any, ownerclass: Any = None) -> Any:
        kind = getattr(self, "_attr_type", None)
        if instance is None or self.fget is not None or kind not in ("attr", "desc"):
            return read(_Settled(self), instance, ownerclass)
        return getattr(self._cls_type if kind == "attr" else instance._value_, _open(self.name))

    return __get__


class _Settled:
    """What the method reads of a property, each thing once: one of the program's may answer differently later."""

    _attr_type = _cls_type = None

    def __init__(self, redirect: Any) -> None:
        self.fget = redirect.fget
        self.name = getattr(redirect, "name", None)
        self.member = getattr(redirect, "member", None)


def _open(name: Any) -> str:
    if type(name) is not str or not attribute_is_open(name):
        raise AttributeError(f"{str(name)[:80]!r} leads inside")
    return name
