"""Names and arguments that libraries do not have: a project of many small files, read by the real pyright once."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
import yaml

from stelp_ci.model.finding import Finding, Scanned, Severity
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.pyright import Pyright
from stelp_ci.scan.sources import Sources

TABLE = Path(__file__).parents[1] / "cases" / "scan" / "api.yml"
CASES = cast(list[dict[str, str]], yaml.safe_load(TABLE.read_text(encoding="utf-8")))


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert sum(bool(case["found"]) for case in CASES) >= 15
    assert sum(not case["found"] for case in CASES) >= 15


@pytest.fixture
def findings(make_job: Callable[..., ScanJob]) -> list[Finding]:
    files = {f"case_{number}.py": case["code"] for number, case in enumerate(CASES)}
    job = make_job({}, files | {"own.py": "def known(a=1):\n    return a\n"})
    (scanned,) = Pyright(Sources(job.trees)).scan(job)
    assert isinstance(scanned, Scanned)
    return [finding for finding in scanned.findings if finding.rule.startswith("invented-")]


def test_what_a_library_lacks_is_named_and_nothing_else(findings: list[Finding]) -> None:
    found = {finding.location.path: finding.rule for finding in findings}
    wanted = {f"case_{number}.py": case["found"] for number, case in enumerate(CASES) if case["found"]}
    assert found == wanted
    assert all(one.severity is Severity.HIGH and one.new and one.in_change and one.remedy for one in findings)
