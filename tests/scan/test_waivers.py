"""Who answers for a finding: the base's baseline and the base's comments, for as long as they say."""

from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from stelp_ci.gate.findings import judge
from stelp_ci.model.baseline import BASELINE_FILE, Accepted, Baseline
from stelp_ci.model.case import Case
from stelp_ci.model.finding import Finding, Scanned, fingerprint
from stelp_ci.model.outcome import Failed
from stelp_ci.model.ports import ScanJob
from stelp_ci.model.settings import GateSettings
from stelp_ci.model.verdict import Decision
from stelp_ci.scan import stubs
from stelp_ci.scan.analyser import Analyser
from stelp_ci.scan.inline_waiver import read_inline
from stelp_ci.scan.sources import Sources
from stelp_ci.scan.waivers import waived

MakeJob = Callable[..., ScanJob]
TODAY = date(2030, 1, 15)
STUB = "def later(x):\n    pass\n"


def marked(job: ScanJob) -> tuple[list[Finding], list[Failed], ScanJob]:
    sources = Sources(job.trees)
    results = waived(Analyser(stubs.NAME, stubs.look, sources).scan(job), job.change, sources, today=TODAY)
    found = [one for result in results if isinstance(result, Scanned) for one in result.findings]
    return found, [result for result in results if isinstance(result, Failed)], job


def baseline(print_: str, expires: str) -> bytes:
    entry = Accepted(fingerprint=print_, rule="stubs/stub", path="n.py", reason="from before", expires=expires)
    return msgspec.json.encode(Baseline(accepted=(entry,)))


@pytest.fixture
def known() -> str:
    return fingerprint(tool="stubs", rule="stub", symbol="later", line="def later(x):", occurrence=0)


@pytest.mark.parametrize(("expires", "holds"), [("2030-01-16", True), ("2030-01-15", False), ("2029-12-31", False)])
def test_the_base_s_baseline_counts_until_its_day(make_job: MakeJob, known: str, expires: str, holds: bool) -> None:  # noqa: FBT001 - a table
    files = {BASELINE_FILE: baseline(known, expires)}
    (finding,), failures, _ = marked(make_job(files, files | {"n.py": STUB}))
    assert failures == [] and finding.fingerprint == known
    assert finding.waived == (f"baseline until {expires}: from before" if holds else "")
    assert ("which is over" in finding.message) is not holds


def test_the_head_s_baseline_does_not_count(make_job: MakeJob, known: str) -> None:
    (finding,), _, _ = marked(make_job({}, {"n.py": STUB, BASELINE_FILE: baseline(known, "2031-01-01")}))
    assert finding.waived == ""


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"version": 2}', b'{"accepted": [{}]}', b"\xff", b'{"more": 1}'])
def test_a_baseline_that_cannot_be_read_waives_nothing_and_is_a_failure(make_job: MakeJob, content: bytes) -> None:
    (finding,), failures, _ = marked(make_job({BASELINE_FILE: content}, {BASELINE_FILE: content, "n.py": STUB}))
    assert finding.waived == "" and len(failures) == 1 and failures[0].remedy


COMMENT = "# stelp: ignore[stub] filled in by the plug-in"


@pytest.mark.parametrize(
    ("base", "head", "reason"),
    [
        (f"{COMMENT}\ndef later(x):\n    return x\n", f"{COMMENT}\n{STUB}", "comment: filled in by the plug-in"),
        (
            f"def later(x):  {COMMENT}\n    return x\n",
            f"def later(x):  {COMMENT}\n    pass\n",
            "comment: filled in by the plug-in",
        ),
        ("", f"{COMMENT}\n{STUB}", ""),
        (f"{COMMENT}\nx = 1\n", f"{COMMENT}\nx = 1\n{COMMENT}\n{STUB}", ""),
        (f"{COMMENT}\nx = 1\n", f"{COMMENT}\nx = 1\n\n{STUB}", ""),
        (
            "# stelp: ignore[other] filled in elsewhere\nx = 1\n",
            f"# stelp: ignore[other] filled in elsewhere\n{STUB}",
            "",
        ),
        ("# stelp: ignore[stub]\nx = 1\n", f"# stelp: ignore[stub]\n{STUB}", ""),
    ],
)
def test_a_comment_counts_where_the_base_has_it(make_job: MakeJob, base: str, head: str, reason: str) -> None:
    found, _, _ = marked(make_job({"n.py": base}, {"n.py": head}))
    assert [one.waived for one in found if one.rule == "stub"] == [reason]


def test_a_comment_that_is_over_is_said(make_job: MakeJob) -> None:
    comment = "# stelp: ignore[stubs/stub until 2030-01-15] until the release"
    (finding,), _, _ = marked(make_job({"n.py": f"{comment}\nx = 1\n"}, {"n.py": f"{comment}\n{STUB}"}))
    assert finding.waived == "" and "2030-01-15, which is over" in finding.message


@pytest.mark.parametrize(
    "line",
    [
        "# stelp: ignore",
        "# stelp: ignore[]",
        "# stelp: ignore[a]",
        "# stelp: ignore[a] why",
        "x = 1  # ignore[a] long reason",
    ],
)
def test_a_comment_without_a_code_or_a_reason_is_none(line: str) -> None:
    assert read_inline(line) is None


def test_what_is_waived_is_a_notice_of_the_gate(make_job: MakeJob, known: str) -> None:
    files = {BASELINE_FILE: baseline(known, "2031-01-01")}
    found, _, job = marked(make_job(files, files | {"n.py": STUB}))
    scanned = Scanned(scanner="stubs", version="1", seconds=0, findings=tuple(found))
    (reason,) = judge(Case(job.change, (scanned,), (), (), (), GateSettings()))
    assert reason.decision is Decision.PASS and reason.message.startswith(
        "waived (baseline until 2031-01-01: from before)"
    )
