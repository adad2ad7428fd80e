"""A scanner as a judge of programs: what it has any finding about counts as stopped. It reads, and runs nothing."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from stelp_ci.bench.added_files import added_files, findings_of, sources_of
from stelp_ci.bench.injected.tools import Tool
from stelp_ci.bench.program_data import InjectedProgram, SafeProgram
from stelp_ci.model.finding import Finding
from stelp_ci.model.program_run import ProgramRun, RunStatus
from stelp_ci.scan.registry import SCANNERS

BANDIT = "bandit, any finding but an assert"
ASSERT = "B101"
"""The tests of every program, safe or not, are asserts."""


def flagged_by_bandit(unsafe: Sequence[InjectedProgram], safe: Sequence[SafeProgram]) -> Tool:
    """Both halves in one run of it. Raises `StelpError` when it could not read one."""
    texts = [one.source for one in (*unsafe, *safe)]
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as folder:
        job = added_files([text.encode() for text in texts], Path(folder, "change"))
        found = findings_of(SCANNERS["bandit"](sources_of(job)), job)
    runs = [_judged(one.id, said) for one, said in zip((*unsafe, *safe), found, strict=True)]
    return Tool(BANDIT, runs[: len(unsafe)], runs[len(unsafe) :], runs_programs=False)


def _judged(name: str, findings: list[Finding]) -> ProgramRun:
    """Completed stands for let through: whether its tests pass is not known."""
    said = any(one.rule != ASSERT for one in findings)
    return ProgramRun(id=name, status=RunStatus.BLOCKED if said else RunStatus.COMPLETED)
