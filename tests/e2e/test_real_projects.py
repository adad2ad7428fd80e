"""Released projects, whole: their tests run in gVisor, and are counted as plain pytest counts them."""

from pathlib import Path

import pytest

from stelp_ci.model.verdict import Decision
from tests.e2e.real_projects import PAIRS, Judged, judge_pair

SLOW = {"boltons", "more-itertools"}
"""Long suites, twenty stubs: minutes in gVisor. `make proof` and `make real-runs` run them."""


@pytest.fixture(scope="module")
def cache(shared_cache: Path) -> Path:
    return shared_cache


@pytest.mark.gvisor
@pytest.mark.network
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.proof] if name in SLOW else []) for name in PAIRS]
)
def test_the_report_counts_what_plain_pytest_counts(name: str, tmp_path: Path, cache: Path) -> None:
    judged = judge_pair(PAIRS[name], tmp_path / "run", cache)
    assert judged.counts == judged.plain.counts, judged.plain.output
    assert sum(judged.counts.values()) >= judged.run.selection.promised > 0
    assert judged.run.unaccounted == judged.run.invented == ()
    assert _is_judged(judged)


def _is_judged(judged: Judged) -> bool:
    """The tool did its work: nothing failed around the change, and every scanner and the sandbox ran."""
    report = judged.report
    return not report.failures and report.runtime is not None and report.verdict.decision is not Decision.INCONCLUSIVE
