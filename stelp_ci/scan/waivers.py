"""Findings that somebody answers for: marked, never dropped. Both kinds of waiver count only as the base has them."""

from collections.abc import Iterator
from datetime import date

import msgspec
from msgspec.structs import replace

from stelp_ci.errors import ScanError
from stelp_ci.model.baseline import BASELINE_FILE, Accepted, Baseline
from stelp_ci.model.change import Change
from stelp_ci.model.finding import Finding, ScanResult
from stelp_ci.model.outcome import Failed
from stelp_ci.scan.inline_waiver import InlineWaiver, read_inline
from stelp_ci.scan.sources import Side, Sources


def waived(
    results: tuple[ScanResult, ...], change: Change, sources: Sources, *, today: date | None = None
) -> tuple[ScanResult, ...]:
    """The same results with `waived` set in what the base's baseline or its comments answer for.

    A baseline that cannot be read waives nothing, and is a `Failed` of its own.
    """
    try:
        accepted = {one.fingerprint: one for one in read_baseline(sources.content(Side.BASE, BASELINE_FILE)).accepted}
        problems: tuple[Failed, ...] = ()
    except ScanError as error:
        accepted, problems = {}, (Failed.from_error(error, what=BASELINE_FILE),)
    marks = _Marks(accepted, change, sources, (today or date.today()).isoformat())
    return (*(marks.of(result) for result in results), *problems)


def read_baseline(content: bytes | None) -> Baseline:
    """The baseline in `content`, an empty one for None. Raises `ScanError` for anything that is not exactly one."""
    if content is None:
        return Baseline()
    try:
        return msgspec.json.decode(content, type=Baseline)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        remedy = "write it anew with `stelp-ci baseline`"
        raise ScanError(f"the base's {BASELINE_FILE} cannot be read: {error}", remedy=remedy) from error


class _Marks:
    """What is needed to mark findings."""

    def __init__(self, accepted: dict[str, Accepted], change: Change, sources: Sources, today: str) -> None:
        self._accepted = accepted
        self._sources = sources
        self._today = today
        self._origin = {file.head_path: file.base_path for file in change.files if file.head_path is not None}

    def of(self, result: ScanResult) -> ScanResult:
        """The result with its findings marked."""
        if isinstance(result, Failed):
            return result
        return replace(result, findings=tuple(self._marked(one) for one in result.findings))

    def _marked(self, finding: Finding) -> Finding:
        entry = self._accepted.get(finding.fingerprint)
        if entry is not None and entry.expires > self._today:
            return replace(finding, waived=f"baseline until {entry.expires}: {entry.reason}")
        if entry is not None:
            return replace(finding, message=f"{finding.message} (accepted until {entry.expires}, which is over)")
        return self._by_comment(finding)

    def _by_comment(self, finding: Finding) -> Finding:
        for waiver in self._comments(finding):
            if not waiver.until or waiver.until > self._today:
                return replace(finding, waived=f"comment: {waiver.reason}")
            finding = replace(finding, message=f"{finding.message} (ignored until {waiver.until}, which is over)")
        return finding

    def _comments(self, finding: Finding) -> Iterator[InlineWaiver]:
        """The comments at the finding that name its rule, and that the base has in the same file."""
        path, line = finding.location.path, finding.location.line
        lines = self._lines(Side.HEAD, path)
        for text in lines[max(line - 2, 0) : line]:
            waiver = read_inline(text)
            if waiver and waiver.covers(finding.tool, finding.rule) and self._on_base(waiver, path, lines):
                yield waiver

    def _on_base(self, waiver: InlineWaiver, path: str, head: list[str]) -> bool:
        """Whether the base has the comment as often as the head: a copied one answers for nothing."""
        base = self._lines(Side.BASE, self._origin.get(path) or path)
        count = [sum(waiver.text in " ".join(line.split()) for line in lines) for lines in (base, head)]
        return 0 < count[1] <= count[0]

    def _lines(self, side: Side, path: str) -> list[str]:
        content = self._sources.content(side, path)
        return (content or b"").decode("utf-8", "replace").split("\n")
