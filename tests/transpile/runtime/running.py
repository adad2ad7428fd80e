"""Runs a strict program of ours, as the sandbox would: for programs that are known to be harmless."""

from typing import Any, NamedTuple

from stelp_ci.transpile.runtime.namespace import make_namespace
from stelp_ci.transpile.runtime.session import Session
from stelp_ci.transpile.strict.policy import STRICT, Policy
from stelp_ci.transpile.strict.result import Transpiled
from stelp_ci.transpile.strict.transpile import transpile_source


class Ran(NamedTuple):
    """What is left of a run."""

    names: dict[str, Any]
    session: Session


def run(source: str, policy: Policy = STRICT) -> Ran:
    """Check, rewrite and run; raises what the program raises."""
    program = transpile_source(source, policy)
    assert isinstance(program, Transpiled), program
    session = Session(policy)
    names = make_namespace(policy, session=session)
    exec(program.code(), names)  # noqa: S102 - a program of these tests
    return Ran(names, session)
