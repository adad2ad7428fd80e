"""Every hostile program ends as its case says, in real gVisor; none has an effect outside, none reads as a pass."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from stelp_ci.bench.containment.hostile_programs import Hostile, among_canaries, is_complete_pass, read_programs
from stelp_ci.execute.runsc import RunscSandbox
from stelp_ci.model.execution import Outcome
from stelp_ci.model.ports import Sandbox

pytestmark = pytest.mark.gvisor
AT_ONCE = 2
CASES = Path(__file__).parent.parent / "cases" / "execute"
OUTPUT_SHOWN = 3000


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


ALL = read_programs(CASES)
THEIRS = [case for case in ALL if case.expected]
Runs = dict[str, tuple[Outcome, tuple[str, ...]]]


def run_all(sandbox: Sandbox, cases: tuple[Hostile, ...]) -> Runs:
    """What came of each program; two sandboxes run at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = pool.map(partial(among_canaries, sandbox), cases)
        return dict(zip((case.name for case in cases), runs, strict=True))


@pytest.fixture(scope="module")
def runs(sandbox: RunscSandbox) -> Runs:
    return run_all(sandbox, ALL)


def test_there_are_enough_of_them_and_of_every_kind() -> None:
    assert len(ALL) >= 60
    assert len({case.name for case in ALL}) == len(ALL)
    wanted = {
        "files",
        "network",
        "processes",
        "time bombs",
        "proc and sys",
        "privileges",
        "native code",
        "floods",
        "channels",
    }
    assert {case.family for case in ALL} >= wanted


@pytest.mark.parametrize("case", THEIRS, ids=lambda case: case.name)
def test_a_hostile_program_ends_as_expected(case: Hostile, runs: Runs) -> None:
    outcome, _ = runs[case.name]
    assert not differences(case.expected, outcome), shown(outcome)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_hostile_program_has_no_effect_outside_and_does_not_read_as_a_pass(case: Hostile, runs: Runs) -> None:
    outcome, disturbed = runs[case.name]
    assert disturbed == ()
    assert outcome.started
    assert not is_complete_pass(outcome), shown(outcome)
