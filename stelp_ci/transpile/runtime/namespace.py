"""The namespace of one run: the names that accepted, rewritten programs are compiled against."""

from collections.abc import Callable, Mapping
from typing import Any

from ..strict import inserted
from ..strict.policy import Policy
from .attributes import Attributes
from .bounds import Bounds
from .builtin_names import make_builtins
from .fuel import Fuel
from .handlers import exit_
from .imports import make_import
from .kinds import kind_of
from .session import PROGRAM, Session

NO_TOOLS: Mapping[str, Callable[..., Any]] = {}


def make_namespace(
    policy: Policy, *, tools: Mapping[str, Callable[..., Any]] = NO_TOOLS, session: "Session | None" = None
) -> "dict[str, Any]":
    """Fresh globals for one program; `exec` its code in them once.

    `tools` are the functions that the policy's tools stand for. `session` holds what the run uses up, prints and why it
    ended; without one it is made from the policy. For a process that runs strict programs and nothing else: parts of
    its library are guarded as soon as a program imports anything.
    """
    run = Session(policy) if session is None else session
    attributes, bounds, fuel = Attributes(run), Bounds(run), Fuel(run)
    return {
        "__name__": PROGRAM,
        "__doc__": None,
        "__builtins__": make_builtins(run, attributes, bounds),
        **tools,
        inserted.CHARGE: fuel.charge,
        inserted.COUNT: fuel.count,
        inserted.TICKS: run.ticks,
        inserted.TICK: fuel.tick,
        inserted.SPENT: fuel.spent,
        inserted.ATTRIBUTE: attributes.attribute,
        inserted.CLASS: kind_of,
        inserted.VARS: attributes.vars,
        inserted.SET: attributes.set_on,
        inserted.IMPORT: make_import(run, bounds),
        inserted.POW: bounds.power,
        inserted.EXPONENT: bounds.exponent,
        inserted.LSHIFT: bounds.lshift,
        inserted.SHIFT: bounds.shift,
        inserted.MULTIPLY: bounds.multiply,
        inserted.FACTOR: bounds.factor,
        inserted.EXIT: exit_,
        inserted.EXCEPTION: Exception,
    }
