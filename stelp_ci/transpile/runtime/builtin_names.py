"""The builtins of a strict program: the real ones where they are harmless, guarded ones under the same names."""

import builtins
from typing import Any

from ..strict.names import BUILTINS
from ..strict.offer import added_builtins
from .attributes import Attributes
from .bounds import Bounds
from .handlers import EXCEPTIONS
from .kinds import KIND
from .output import make_print
from .session import Session


def make_builtins(session: Session, attributes: Attributes, bounds: Bounds) -> "dict[str, Any]":
    """Every builtin that the policy lets through and this Python has, and what a class statement needs."""
    names = (BUILTINS | added_builtins(session.policy)) - frozenset(session.policy.denied)
    found: dict[str, Any] = {name: getattr(builtins, name) for name in names if hasattr(builtins, name)}
    guarded = {
        **EXCEPTIONS,
        "getattr": attributes.get,
        "hasattr": attributes.has,
        "setattr": attributes.set,
        "delattr": attributes.delete,
        "vars": attributes.vars,
        "dir": attributes.dir,
        "type": KIND,
        "pow": bounds.power,
        "print": make_print(session),
    }
    found.update({name: value for name, value in guarded.items() if name in found})
    found["__build_class__"] = builtins.__build_class__
    return found
