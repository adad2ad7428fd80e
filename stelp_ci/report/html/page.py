"""`stelp-report.html`: one file that holds everything it needs, and may load and run nothing else.

Content security policy: https://www.w3.org/TR/CSP3/ (hashes of the one style and the one script)
"""

import base64
import hashlib
from typing import NamedTuple

from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Decision
from stelp_ci.report import facts, wording
from stelp_ci.report.escape import guard_log
from stelp_ci.report.html.chart import Chart, charts
from stelp_ci.report.html.diff import FileDiff, file_diffs
from stelp_ci.report.html.environment import flowing, open_environment, source_of
from stelp_ci.report.html.findings import Findings, finding_rows
from stelp_ci.report.html.functions import FunctionCard, function_cards
from stelp_ci.report.html.matrix import Matrix, matrix
from stelp_ci.report.html.places import read_places
from stelp_ci.report.html.reasons import Reasons, reason_rows
from stelp_ci.report.html.remainder import Pair, Sentence, UseRow, gaps, surroundings, test_sentences, use_rows

WORDS = {
    Decision.PASS: "Pass",
    Decision.FAIL: "Fail",
    Decision.NEEDS_HUMAN: "Needs a human",
    Decision.INCONCLUSIVE: "Inconclusive",
}


class Section(NamedTuple):
    """A part of the page that the navigation leads to; `size` counts what is in it (None: not worth saying)."""

    id: str
    title: str
    size: int | None = None


class Figure(NamedTuple):
    """One number at the top, and whether it is good, bad or neither."""

    title: str
    value: str
    kind: str = "quiet"


def render_html(report: Report) -> str:
    """The page, ending in a newline. Pure: the same report gives the same bytes."""
    environment = open_environment()
    style, script = source_of(environment, "page.css"), source_of(environment, "page.js")
    ours = {"policy": _policy(style, script), "style": _raw(style), "script": _raw(script), "flowing": flowing}
    body = _body(report)
    page = environment.get_template("page.html").render(
        **ours, **_head(report), **body._asdict(), sections=body.sections()
    )
    return guard_log(page)


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _raw(text: str) -> object:
    """Our own style and script, which hold nothing of the report."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - ours


class _Body(NamedTuple):
    """The parts of the page below its head."""

    reasons: Reasons
    findings: Findings
    matrix: Matrix
    touched: list[Sentence]
    functions: list[FunctionCard]
    uses: list[UseRow]
    gaps: list[Sentence]
    files: list[FileDiff]
    charts: list[Chart]
    surroundings: list[Pair]

    def sections(self) -> list[Section]:
        """Those that are not empty, in the order of the page."""
        sized = [
            Section("findings", "Findings", self.findings.size),
            Section("matrix", "Tests", len(self.matrix.troubled) + len(self.matrix.others)),
            Section("touched", "More on tests", len(self.touched)),
            Section("functions", "Functions", len(self.functions)),
            Section("uses", "Capabilities", len(self.uses)),
            Section("gaps", "Not assessed", len(self.gaps)),
            Section("files", "Diff", len(self.files)),
        ]
        why = Section("reasons", "Why", self.reasons.size or None)
        time = [Section("charts", "Time")] if self.charts else []
        tests = ["matrix"] if self.matrix.runs else []
        return [
            why,
            *(one for one in sized if one.size or one.id in tests),
            *time,
            Section("surroundings", "Where it ran"),
        ]


def _body(report: Report) -> _Body:
    places = read_places(report)
    return _Body(
        reasons=reason_rows(report, places),
        findings=finding_rows(report, places),
        matrix=matrix(report, places),
        touched=test_sentences(report, places),
        functions=function_cards(report, places),
        uses=use_rows(report, places),
        gaps=gaps(report, places),
        files=file_diffs(report, places),
        charts=charts(report),
        surroundings=surroundings(report),
    )


def _head(report: Report) -> dict[str, object]:
    decision = report.verdict.decision
    return {
        "decision": decision.value,
        "word": WORDS[decision],
        "headline": wording.headline(report),
        "advice": wording.advice(decision),
        "observed": wording.observed(report),
        "base": wording.revision(report.change.base),
        "head": wording.revision(report.change.head),
        "author": wording.author(report.change),
        "version": report.tool_version,
        "figures": _figures(report),
    }


def _figures(report: Report) -> list[Figure]:
    own, tests = len(facts.own_findings(report)), facts.count_outcomes(report)
    bad = any(outcome in facts.TROUBLED for outcome in tests)
    strengths = sorted({run.strength.value for run in facts.evidence_of(report, facts.TestsRun)})
    units = sum(len(file.units) for file in report.change.files)
    files = wording.count(len(report.change.files), "file")
    kind = "bad" if bad else "good" if tests else "quiet"
    return [
        Figure("Tests", wording.test_counts(report) or "none run", kind),
        Figure("New findings", str(own), "bad" if own else "good"),
        Figure("Changed", f"{files}, {wording.count(units, 'unit')}"),
        Figure("Evidence", " and ".join(strengths) or "none"),
    ]
