"""Generate, check, execute, feed back: a command of the user's mends what was refused until it runs, or tries end."""

import subprocess
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from stelp_ci.errors import StelpError
from stelp_ci.exec.feedback import feedback_of
from stelp_ci.model.program_run import ProgramRun, RunStatus

LARGEST = 1 << 20
SHOWN = 500
FINAL = frozenset({RunStatus.COMPLETED, RunStatus.INCONCLUSIVE})
"""Ends that no other source would change, or that say nothing about this one."""


class RepairError(StelpError):
    """The repair command did not do its work."""

    stage = "repair"


class Repairer(NamedTuple):
    """`command` reads feedback (JSON) on stdin and writes a new source to stdout, within `timeout_s`; no shell."""

    command: tuple[str, ...]
    attempts: int
    timeout_s: float = 300.0


class Attempt(NamedTuple):
    """One source and what came of it."""

    source: bytes
    run: ProgramRun


def repaired(source: bytes, run: Callable[[bytes], ProgramRun], repairer: Repairer) -> tuple[Attempt, ...]:
    """Run `source`, then what the repairer makes of it, at most `repairer.attempts` sources in all.

    The last attempt is the result. Raises `RepairError`.
    """
    attempts = [Attempt(source, run(source))]
    while attempts[-1].run.status not in FINAL and len(attempts) < repairer.attempts:
        mended = _mended(attempts, repairer)
        attempts.append(Attempt(mended, run(mended)))
    return tuple(attempts)


def _mended(attempts: list[Attempt], repairer: Repairer) -> bytes:
    last = attempts[-1]
    said = msgspec.json.encode(feedback_of(last.source, last.run, attempt=len(attempts)))
    command = repairer.command
    try:
        done = subprocess.run(command, input=said, capture_output=True, timeout=repairer.timeout_s, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RepairError(f"{command[0]}: {error}", remedy="See that --repair-command names a program.") from error
    if done.returncode != 0:
        complaint = done.stderr.decode("utf-8", "replace")[-SHOWN:]
        raise RepairError(f"{command[0]} ended with {done.returncode}: {complaint}", remedy="Run it by hand.")
    if len(done.stdout) > LARGEST:
        raise RepairError(f"{command[0]} wrote more than {LARGEST} bytes", remedy="A program is much shorter.")
    return done.stdout
