"""The namespace of one run: the names that accepted, rewritten programs are compiled against."""

from collections.abc import Callable, Mapping
from typing import Any

from ..strict import helpers
from ..strict.policy import Policy
from .attributes import Attributes
from .bounds import Bounds
from .builtin_names import make_builtins
from .copies import guard_copies
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
    ended; without one it is made from the policy. For a process that runs strict programs and nothing else: copying
    objects is guarded from here on.
    """
    run = Session(policy) if session is None else session
    guard_copies()
    attributes, bounds, fuel = Attributes(run), Bounds(run), Fuel(run)
    return {
        "__name__": PROGRAM,
        "__doc__": None,
        "__builtins__": make_builtins(run, attributes, bounds),
        **tools,
        helpers.CHARGE: fuel.charge,
        helpers.COUNT: fuel.count,
        helpers.TICKS: run.ticks,
        helpers.TICK: fuel.tick,
        helpers.SPENT: fuel.spent,
        helpers.ATTRIBUTE: attributes.attribute,
        helpers.CLASS: kind_of,
        helpers.VARS: attributes.vars,
        helpers.SET: attributes.set_on,
        helpers.IMPORT: make_import(run, bounds),
        helpers.POW: bounds.power,
        helpers.EXPONENT: bounds.exponent,
        helpers.LSHIFT: bounds.lshift,
        helpers.SHIFT: bounds.shift,
        helpers.MULTIPLY: bounds.multiply,
        helpers.FACTOR: bounds.factor,
        helpers.EXIT: exit_,
        helpers.EXCEPTION: Exception,
    }
