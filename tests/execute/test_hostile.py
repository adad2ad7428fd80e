"""Every hostile program of tests/cases/execute/hostile ends as its case says, in real gVisor; none reads as a pass."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from stelp_ci.execute.runsc import RunscSandbox
from stelp_ci.model.execution import Limits, Outcome, PytestTask, SandboxJob, TestOutcome

pytestmark = pytest.mark.gvisor
AT_ONCE = 2
CASES = Path(__file__).parent.parent / "cases" / "execute" / "hostile"
PASSING_TEST = "def test_it():\n    assert True\n"
SMALL: dict[str, Any] = {
    "wall_s": 40.0,
    "cpu_s": 30,
    "memory_mib": 384,
    "processes": 24,
    "file_mib": 24,
    "tmpfs_mib": 64,
    "output_kib": 256,
}
OUTPUT_SHOWN = 3000


class Hostile(NamedTuple):
    """One program and what is expected of its run. `name` is the file's stem."""

    name: str
    text: str
    expected: dict[str, Any]

    def job(self, directory: Path) -> SandboxJob:
        """The run: the program is the only test file, or stands beside an innocent one under the name it asks for."""
        source = directory / self.name
        source.mkdir()
        (source / "test_case.py").write_text(self.expected.get("test", PASSING_TEST), encoding="utf-8")
        (source / self.expected.get("as", "test_case.py")).write_text(self.text, encoding="utf-8")
        limits = msgspec.convert({**SMALL, **self.expected.get("limits", {})}, Limits)
        return SandboxJob(source, PytestTask(targets=("test_case.py",)), limits)


def read_cases() -> tuple[Hostile, ...]:
    """All of them, by name."""
    return tuple(
        Hostile(
            path.stem, path.read_text(encoding="utf-8"), msgspec.json.decode(path.with_suffix(".json").read_bytes())
        )
        for path in sorted(CASES.glob("*.py"))
    )


def is_complete_pass(outcome: Outcome) -> bool:
    """Whether a reader of the outcome could take it for a run in which everything went well."""
    if outcome.result is None or outcome.violation or outcome.limit or outcome.signal:
        return False
    passed = [test.outcome is TestOutcome.PASSED for test in outcome.result.tests]
    return outcome.result.completed and all(passed) and bool(passed) and not outcome.result.collect_errors


def differences(expected: dict[str, Any], outcome: Outcome) -> list[str]:
    """How the outcome is not what the case expects; empty when it is."""
    result = outcome.result
    test = result.tests[0] if result is not None and result.tests else None
    running = result.running.rpartition("::")[2] if result is not None else ""
    error = result.collect_errors[0].exception if result is not None and result.collect_errors else ""
    seen: dict[str, Any] = {
        "limit": outcome.limit.value if outcome.limit is not None else None,
        "signal": outcome.signal,
        "exit_code": outcome.exit_code,
        "violation": bool(outcome.violation),
        "running": running,
        "outcome": test.outcome.value if test is not None else "",
        "exception": test.exception if test is not None else "",
        "collect_error": error,
    }
    asked = {name: wanted for name, wanted in expected.items() if name in seen}
    return [
        f"{name}: {seen[name]!r}, not {wanted!r}" for name, wanted in asked.items() if not _meets(seen[name], wanted)
    ]


def _meets(seen: object, wanted: object) -> bool:
    return seen in wanted if isinstance(wanted, list) else seen == wanted


def shown(outcome: Outcome) -> str:
    """The outcome for the message of a failing assertion."""
    return repr(outcome)[-OUTPUT_SHOWN:]


ALL = read_cases()


@pytest.fixture(scope="module")
def outcomes(sandbox: RunscSandbox, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """What came of each program; two sandboxes run at a time."""
    directory = tmp_path_factory.mktemp("hostile")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(
            zip((case.name for case in ALL), pool.map(lambda case: sandbox.run(case.job(directory)), ALL), strict=True)
        )


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_hostile_program_ends_as_expected(case: Hostile, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[case.name]
    assert not differences(case.expected, outcome), shown(outcome)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_hostile_program_does_not_read_as_a_pass(case: Hostile, outcomes: dict[str, Outcome]) -> None:
    assert not is_complete_pass(outcomes[case.name]), shown(outcomes[case.name])
    assert outcomes[case.name].started
