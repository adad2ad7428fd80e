"""Every analyser of our own against its table of cases, and the tables against their promise."""

from collections.abc import Callable

import pytest

from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.registry import SCANNERS
from tests.scan.analyser_cases import AnalyserCase, cases_of, findings_of, told
from tests.scan.spelled import SPELLED

LEAST = 15
"""Cases that each analyser has at least, of both kinds."""

ANALYSERS = [
    "secrets",
    "workflow",
    "stubs",
    "duplication",
    "agent-files",
    "packaging",
    "dependencies",
    "imports",
    "obfuscation",
    "unicode",
]
CASES = [(name, case) for name in ANALYSERS for case in cases_of(name, SPELLED)]


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case.name}" for name, case in CASES])
def test_the_analyser_finds_what_the_case_says(name: str, case: AnalyserCase, make_job: Callable[..., ScanJob]) -> None:
    found = findings_of(case, make_job, SCANNERS[name])
    assert sorted(told(found)) == sorted(case.found)
    assert all(finding.remedy and finding.message for finding in found)


@pytest.mark.parametrize("name", ANALYSERS)
def test_each_analyser_has_enough_cases_of_both_kinds(name: str) -> None:
    positive = [case for case in cases_of(name, SPELLED) if case.found]
    assert len(positive) >= LEAST
    assert len(cases_of(name, SPELLED)) - len(positive) >= LEAST
