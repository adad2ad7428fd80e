"""Hostile programs in Docker: a few of every family here, all of them as proof; the same canaries as for runsc."""

import pytest

from stelp_ci.bench.containment.hostile_programs import Hostile, is_complete_pass, sample
from stelp_ci.execute.docker import DockerSandbox
from tests.execute.test_hostile import ALL, differences, run_all, shown

pytestmark = pytest.mark.docker
SAMPLE = 10
QUICK = tuple(
    case for case in ALL if case.name not in ("sweep_of_calls", "abort") and case.expected.get("limit") != "wall"
)


def held(sandbox: DockerSandbox, cases: tuple[Hostile, ...]) -> None:
    for name, (outcome, disturbed) in run_all(sandbox, cases).items():
        expected = next(case.expected for case in cases if case.name == name)
        assert disturbed == (), name
        assert outcome.started, name
        assert not is_complete_pass(outcome), f"{name}: {shown(outcome)}"
        assert not differences(expected, outcome), f"{name}: {shown(outcome)}"


def test_some_of_every_family_have_no_effect_outside(sandbox: DockerSandbox) -> None:
    cases = sample(QUICK, SAMPLE)
    assert len({case.family for case in cases}) == SAMPLE
    held(sandbox, cases)


@pytest.mark.proof
def test_all_of_them_have_no_effect_outside(sandbox: DockerSandbox) -> None:
    held(sandbox, ALL)
