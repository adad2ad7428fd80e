"""The loop of generate, check, execute, feed back, with real commands."""

import json
import sys
from pathlib import Path

import pytest

from stelp_ci.exec.repair import Repairer, RepairError, repaired
from stelp_ci.model.program_run import ProgramRun, RunException, RunLimit, RunStatus, RunViolation

MEND = """
import json, sys
feedback = json.load(sys.stdin)
open(sys.argv[1], "a").write(json.dumps(feedback) + "\\n")
print(feedback["source"].replace("bad", "good", 1), end="")
"""


def judged(source: bytes) -> ProgramRun:
    """A program completes when nothing in it is bad."""
    if b"bad" not in source:
        return ProgramRun(id=None, status=RunStatus.COMPLETED)
    violation = RunViolation(code="STELP-S007", message="bad word", line=1, column=1, repair="say good")
    return ProgramRun(id=None, status=RunStatus.BLOCKED, violations=(violation,))


def repairer(log: Path, attempts: int = 5) -> Repairer:
    return Repairer((sys.executable, "-c", MEND, str(log)), attempts)


def test_a_program_is_mended_until_it_completes(tmp_path: Path) -> None:
    attempts = repaired(b"bad bad", judged, repairer(tmp_path / "log"))
    assert [attempt.source for attempt in attempts] == [b"bad bad", b"good bad", b"good good"]
    assert attempts[-1].run.status is RunStatus.COMPLETED
    told = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert [feedback["attempt"] for feedback in told] == [1, 2]
    assert told[0]["repairs"] == ["Line 1: say good"]
    assert told[0]["violations"][0]["code"] == "STELP-S007"


def test_attempts_are_counted(tmp_path: Path) -> None:
    attempts = repaired(b"bad bad bad", judged, repairer(tmp_path / "log", attempts=2))
    assert len(attempts) == 2
    assert attempts[-1].run.status is RunStatus.BLOCKED


@pytest.mark.parametrize("status", [RunStatus.COMPLETED, RunStatus.INCONCLUSIVE])
def test_nothing_is_mended_that_needs_none_or_says_nothing(status: RunStatus, tmp_path: Path) -> None:
    attempts = repaired(b"x", lambda _: ProgramRun(id=None, status=status), repairer(tmp_path / "log"))
    assert len(attempts) == 1
    assert not (tmp_path / "log").exists()


@pytest.mark.parametrize(
    "run",
    [
        ProgramRun(id=None, status=RunStatus.LIMITED, limit=RunLimit.FUEL),
        ProgramRun(id=None, status=RunStatus.ERROR, exception=RunException(type="E", message="m", line=2)),
    ],
)
def test_limits_and_exceptions_are_fed_back_as_well(run: ProgramRun, tmp_path: Path) -> None:
    repaired(b"x", lambda _: run, repairer(tmp_path / "log", attempts=2))
    assert json.loads((tmp_path / "log").read_text())["repairs"]


@pytest.mark.parametrize("command", [("no-such-command-here",), (sys.executable, "-c", "raise SystemExit(2)")])
def test_a_repairer_that_fails_is_an_error(command: tuple[str, ...]) -> None:
    with pytest.raises(RepairError):
        repaired(b"bad", judged, Repairer(command, 3))
