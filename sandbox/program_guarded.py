"""The guarded profile for single programs: all of Python, judged by what it reaches for, stopped where it goes there.

What the source shows is refused before anything runs. What it does not show meets Python's audit events; code that
swallows the denial has not completed all the same.
"""

import ast
from typing import Any, NamedTuple

from . import effects
from .source_loader import DENIED
from .transpiler import part

FILENAME = "/src/program.py"


class Guarded(NamedTuple):
    """A program that may run, and the session that watches it."""

    code: Any
    session: "Session"


class Session:
    """Collects what the trace reports of one run; `ended` is the first denial, whether or not it was swallowed."""

    stdout = ""

    def __init__(self) -> None:
        self.ended: BaseException | None = None
        self.seen: set[str] = set()

    def send(self, kind: str, **told: Any) -> None:
        """Take one report of the trace. What it enters for the kernel's log to be compared with is not one."""
        if kind != "effect":
            return
        self.seen.add(f"{told['capability']}: {told['what']} at line {told['line']}")
        if told["denied"] and self.ended is None:
            code = part("guarded_codes").CAPABILITY
            self.ended = part("runtime.stop").Denied(code.code, f"{code.title}: {told['what']}", told["line"])


def prepare(source: bytes, policy: "dict[str, Any]") -> "Guarded | tuple[dict[str, Any], ...]":
    """The program with its trace installed, or the violations that stand against it."""
    seen = part("guarded").inspect(source)
    if isinstance(seen, part("result").Refusal):
        return ({**seen._asdict()},)
    denied = frozenset(policy["denied"])
    against = tuple(violation(use) for use in seen.uses if use.capability.value in denied)
    if against:
        return against
    tree = ast.parse(source, FILENAME)
    part("denial").let_denial_through(tree, DENIED)
    code = compile(tree, FILENAME, "exec", dont_inherit=True)
    session = Session()
    watcher: Any = session
    effects.Trace(watcher, [{"paths": ["*"], "capabilities": sorted(denied)}]).install()
    return Guarded(code, session)


def violation(use: Any) -> "dict[str, Any]":
    """One use that is denied."""
    code = part("guarded_codes").CAPABILITY
    return {
        "code": code.code,
        "message": f"{code.title}: {use.capability.value}",
        "line": use.line,
        "column": use.column,
        "seen": use.what,
        "repair": code.repair,
    }
