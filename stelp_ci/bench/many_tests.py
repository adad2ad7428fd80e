"""A hundred tests of 20 ms each in one sandboxed job, beside the same tests under plain pytest on the bare host."""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from stelp_ci.errors import StelpError
from stelp_ci.model.execution import Limits, PytestTask, SandboxJob, TestOutcome
from stelp_ci.model.ports import AnySandbox

TESTS = 100
TEST_MS = 20
CALIBRATION_S = 0.5
LIMITS = Limits(wall_s=60, cpu_s=60)
_TEXT = """\
import pytest


def busy(rounds):
    for _ in range(rounds):
        sum(range(2000))


@pytest.mark.parametrize("number", range({tests}))
def test_it(number):
    busy({rounds})
"""


class Many(NamedTuple):
    """Wall seconds of each run: in gVisor, and on the bare host."""

    inside: tuple[float, ...]
    host: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """Median against median."""
        return statistics.median(self.inside) / statistics.median(self.host)

    def as_document(self) -> dict[str, object]:
        """The JSON form, in seconds."""
        return {"tests": TESTS, "ms_each": TEST_MS, "inside": self.inside, "host": self.host, "ratio": self.ratio}

    def as_text(self) -> str:
        """One line."""
        inside, host = statistics.median(self.inside), statistics.median(self.host)
        return (
            f"{TESTS} tests of {TEST_MS} ms: {inside:.2f} s in one sandboxed job, {host:.2f} s under pytest on the host"
        )


def many_tests(sandbox: AnySandbox, folder: Path, runs: int) -> Many:
    """Time both in turn. The tests are our own and harmless, so that the host may run them too. Raises `StelpError`."""
    source = folder / "many"
    source.mkdir(mode=0o755)
    (source / "test_many.py").write_text(_TEXT.format(tests=TESTS, rounds=_rounds()), encoding="utf-8")
    both = [(_inside(sandbox, source), _on_host(source)) for _ in range(runs)]
    return Many(tuple(one for one, _ in both), tuple(other for _, other in both))


def _rounds() -> int:
    """How much of the same work takes that long here, by the processor's time: both sides then do equally much."""
    begun, done = time.process_time(), 0
    while (spent := time.process_time() - begun) < CALIBRATION_S:
        sum(range(2000))
        done += 1
    return max(1, round(done * TEST_MS / 1000 / spent))


def _inside(sandbox: AnySandbox, source: Path) -> float:
    begun = time.perf_counter()
    outcome = sandbox.run(SandboxJob(source, PytestTask(targets=("test_many.py",)), LIMITS))
    spent = time.perf_counter() - begun
    passed = outcome.result and [test for test in outcome.result.tests if test.outcome is TestOutcome.PASSED]
    if not passed or len(passed) != TESTS:
        raise StelpError("the tests do not pass in the sandbox", remedy="see stelp-ci doctor")
    return spent


def _on_host(source: Path) -> float:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_many.py"]
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=source, capture_output=True, check=False)
    spent = time.perf_counter() - begun
    if done.returncode != 0:
        raise StelpError("the tests do not pass on the host", remedy="run pytest by hand")
    return spent
