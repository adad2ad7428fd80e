"""Comments and settings by which a change tells scanners to look away: findings of their own."""

import time
from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci import __version__
from stelp_ci.model.change import Change, FileChange
from stelp_ci.model.finding import Confidence, Scanned, ScanResult, Severity
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.cause import always
from stelp_ci.scan.hit import Hit, Place, Rule, place_in
from stelp_ci.scan.novelty import judge
from stelp_ci.scan.scanner_settings import edited_settings
from stelp_ci.scan.sources import Side, Sources, changed_sources
from stelp_ci.scan.suppression_comment import Suppression, suppressions_in

NAME = "suppressions"


class Suppressions(NamedTuple):
    """The analyser."""

    sources: Sources

    @property
    def name(self) -> str:
        """As findings, settings and reports call it."""
        return NAME

    def scan(self, job: ScanJob) -> tuple[ScanResult, ...]:
        """Suppressions on the head, new where their number grew, and scanner settings that the change edits."""
        begun = time.monotonic()
        comments = list(self._comments(job.change, Side.HEAD))
        settings = [_edited(file, *what) for file in job.change.files for what in edited_settings(file, self.sources)]
        base = self._comments(job.change, Side.BASE) if comments else ()
        findings = judge(NAME, [*comments, *settings], base, job.change, always)
        seconds = time.monotonic() - begun
        return (Scanned(scanner=NAME, version=__version__, seconds=seconds, findings=findings),)

    def _comments(self, change: Change, side: Side) -> Iterator[Hit]:
        for source in changed_sources(change, self.sources, side):
            for suppression in suppressions_in(source.text):
                place = place_in(source, suppression.line, column=suppression.column)
                # NOTE: the comment counts, not its line: code that moves or changes under it is no new suppression
                yield Hit(_rule(suppression), place._replace(text=suppression.comment))


def _rule(suppression: Suppression) -> Rule:
    return Rule(
        name=f"added-{suppression.kind.name}",
        severity=Severity.MEDIUM if suppression.blanket or suppression.kind.security else Severity.LOW,
        confidence=Confidence.HIGH,
        message=f"`{suppression.comment[:100]}` tells {suppression.kind.tool} to look away",
        remedy="mend what the tool says, or leave the comment to the person who reviews the change",
    )


def _edited(file: FileChange, what: str, line: int) -> Hit:
    rule = Rule(
        name="scanner-settings-edited",
        severity=Severity.MEDIUM,
        confidence=Confidence.HIGH,
        message=f"{what} is edited by the change; the base's version was used",
        remedy="let a person decide on the scanners' settings, in a change of its own",
    )
    return Hit(rule, Place(file.path, line, line, 0, what, what))
