"""CodeShield, which the paper compares itself with, as a judge of programs: it reads them, and runs nothing.

It is measured twice: as it comes, and with the option left out that keeps its semgrep from every file.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from stelp_ci.bench.injected.tools import Tool
from stelp_ci.bench.peers.compared import CODESHIELD, CODESHIELD_DRIVER
from stelp_ci.bench.peers.peer import installed
from stelp_ci.bench.program_data import InjectedProgram, SafeProgram
from stelp_ci.bench.program_runs import Bench
from stelp_ci.bench.rows import key_of
from stelp_ci.errors import StelpError, UsageError
from stelp_ci.model.program_run import ProgramRun, RunStatus

WAYS = {"as-it-comes": f"{CODESHIELD.label} as it comes", "with-files": f"{CODESHIELD.label} without --project-root"}
TOGETHER = 40
"""Programs of one process; what one has said is kept."""
MOST_S = 60.0
"""For each program: one takes half a second where semgrep is started, and nothing where it is not."""


class _Said(NamedTuple):
    """Of each program, whether CodeShield objects."""

    insecure: tuple[bool, ...]


def flagged_by_codeshield(bench: Bench, unsafe: Sequence[InjectedProgram], safe: Sequence[SafeProgram]) -> list[Tool]:
    """Both halves in both ways. Raises `UsageError` where it is not installed, `StelpError` where it fails."""
    return [_judged_by(bench, way, unsafe, safe) for way in WAYS]


def _judged_by(bench: Bench, way: str, unsafe: Sequence[InjectedProgram], safe: Sequence[SafeProgram]) -> Tool:
    programs = (*unsafe, *safe)
    said: list[bool] = []
    for start in range(0, len(programs), TOGETHER):
        bench.progress.begin("bench", f"{WAYS[way]}: {start} of {len(programs)} programs")
        said += _kept(bench, way, [one.source for one in programs[start : start + TOGETHER]])
    runs = [_run(one.id, insecure) for one, insecure in zip(programs, said, strict=True)]
    return Tool(WAYS[way], runs[: len(unsafe)], runs[len(unsafe) :], runs_programs=False)


def _run(name: str, insecure: bool) -> ProgramRun:  # noqa: FBT001
    """Completed stands for let through."""
    return ProgramRun(id=name, status=RunStatus.BLOCKED if insecure else RunStatus.COMPLETED)


def _kept(bench: Bench, way: str, texts: Sequence[str]) -> tuple[bool, ...]:
    key = key_of(CODESHIELD.requirement.encode(), way.encode(), msgspec.json.encode(texts))
    known = bench.kept.find(key, _Said)
    if known is None:
        known = _Said(_said(way, texts))
        bench.kept.keep(key, known)
    return known.insecure


def _said(way: str, texts: Sequence[str]) -> tuple[bool, ...]:
    folder = installed(CODESHIELD)
    if not folder.is_dir():
        raise UsageError(f"{CODESHIELD.label} is not installed", remedy="Run `make peers` in a checkout.")
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as home:
        environment = {"PATH": os.defpath, "PYTHONPATH": str(folder.resolve()), "HOME": home, "TMPDIR": home}
        command = [sys.executable, str(CODESHIELD_DRIVER), way]
        given, longest = msgspec.json.encode(texts), MOST_S * len(texts)
        try:
            done = subprocess.run(
                command, input=given, env=environment, capture_output=True, timeout=longest, check=True
            )
        except subprocess.SubprocessError as error:
            told = (getattr(error, "stderr", None) or b"").decode("utf-8", "replace").strip()[-500:]
            raise StelpError(
                f"{CODESHIELD.label}: {told or error}", remedy="See that `make peers` went through."
            ) from error
    return msgspec.json.decode(done.stdout, type=tuple[bool, ...])
