"""The findings of the static lane, as rows."""

from typing import NamedTuple

from stelp_ci.model.finding import Finding
from stelp_ci.model.report import Report
from stelp_ci.report import facts, wording
from stelp_ci.report.html.places import Place, Places, address
from stelp_ci.report.repair import repair_of, what_becomes

OPEN = 150
"""Findings that stand open, with all that is known of them; more are folded, and short."""

TRUSTED_PAGES = (
    "https://cwe.mitre.org/",
    "https://bandit.readthedocs.io/",
    "https://docs.zizmor.sh/",
    "https://github.com/microsoft/pyright/",
    "https://microsoft.github.io/pyright/",
    "https://semgrep.dev/",
)
"""Where a rule's page may be linked: a report from an artifact may name any address."""


class FindingRow(NamedTuple):
    """One finding. `weight` is the decision that rests on it, `url` a rule's page that may be linked, or empty.

    `mended` says which lines a mechanical repair replaces (empty: there is none), `lines` are what stands there then.
    """

    id: str
    href: str
    severity: str
    confidence: str
    message: str
    remedy: str
    tool: str
    rule: str
    cwe: tuple[int, ...]
    url: str
    place: Place
    path: str
    symbol: str
    weight: str
    own: bool
    new: bool
    in_change: bool
    waived: str
    replay: str
    mended: str
    lines: tuple[str, ...]


class Findings(NamedTuple):
    """Those that the change brought, the first of them whole and the others short; then what it did not bring."""

    own: list[FindingRow]
    more: list[FindingRow]
    rest: list[FindingRow]

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.own) + len(self.more) + len(self.rest)


def finding_rows(report: Report, places: Places) -> Findings:
    """Every finding, the worst first."""
    rows = [_row(finding, places) for finding in facts.findings(report)]
    own = [row for row in rows if row.own]
    return Findings(own[:OPEN], own[OPEN:], [row for row in rows if not row.own])


def _row(finding: Finding, places: Places) -> FindingRow:
    fix = repair_of(finding)
    return FindingRow(
        id=finding.id,
        href=address(finding.id),
        severity=finding.severity.value,
        confidence=finding.confidence.value,
        message=finding.message,
        remedy=finding.remedy,
        tool=finding.tool,
        rule=finding.rule,
        cwe=finding.cwe,
        url=finding.url if finding.url.startswith(TRUSTED_PAGES) else "",
        place=places.of(finding.location),
        path=finding.location.path,
        symbol=finding.symbol,
        weight=places.weight(finding.id),
        own=finding.in_change and finding.new,
        new=finding.new,
        in_change=finding.in_change,
        waived=finding.waived,
        replay=wording.replay(finding.id),
        mended=what_becomes(fix) if fix else "",
        lines=fix.lines if fix else (),
    )
