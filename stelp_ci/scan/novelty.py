"""Which hits the change brought: head hits are paired with base hits, what stays unpaired is new.

Pairs are sought in the same file first, then across files, so that moved code is not new and a copy is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from stelp_ci.model.change import Change
from stelp_ci.model.finding import Finding, Location, finding_id, fingerprint
from stelp_ci.scan.cause import Caused
from stelp_ci.scan.hit import MAX_MESSAGE, Hit

_Key = tuple[str, str, str]


def judge(tool: str, head: Iterable[Hit], base: Iterable[Hit], change: Change, caused: Caused) -> tuple[Finding, ...]:
    """The findings on the head, each marked `new` and `in_change`, ordered by place.

    `caused` decides for new findings on lines that the change did not write whether it brought them all the same.
    """
    earlier: dict[_Key, list[Hit]] = defaultdict(list)
    for hit in sorted(set(base), key=_order):
        earlier[hit.key].append(hit)
    groups: dict[_Key, list[Hit]] = defaultdict(list)
    for hit in sorted(set(head), key=_order):
        groups[hit.key].append(hit)
    marks = _Marks(tool, change, caused)
    found = [marks.finding(*numbered) for key, hits in groups.items() for numbered in marks.number(hits, earlier[key])]
    return tuple(
        sorted(found, key=lambda finding: (finding.location.path, finding.location.line, finding.rule, finding.id))
    )


class _Marks:
    """What is needed to turn hits into findings."""

    def __init__(self, tool: str, change: Change, caused: Caused) -> None:
        self.tool = tool
        self.caused = caused
        files = [file for file in change.files if file.head_path is not None]
        self.added = {file.head_path: file.added_lines for file in files}
        self.origin = {file.head_path: file.base_path for file in files}

    def number(self, hits: list[Hit], earlier: list[Hit]) -> list[tuple[Hit, int, bool]]:
        """Each hit with its occurrence and whether it is new.

        Paired hits take the number of their partner; new ones count on from there, file by file, so that a hit in one
        file does not rename those in another.
        """
        partners = _Partners(earlier)
        in_order = sorted(hits, key=self._touched)
        kept = {hit: partners.take(self.origin.get(hit.place.path, hit.place.path)) for hit in in_order}
        moved = {hit: number if number is not None else partners.take_any() for hit, number in kept.items()}
        fresh: Counter[str] = Counter()
        numbered: list[tuple[Hit, int, bool]] = []
        for hit in hits:
            number = moved[hit]
            numbered.append((hit, len(earlier) + fresh[hit.place.path] if number is None else number, number is None))
            fresh[hit.place.path] += number is None
        return numbered

    def finding(self, hit: Hit, occurrence: int, new: bool) -> Finding:  # noqa: FBT001 - unpacked from `number`
        rule, place, fix = hit
        name, symbol, line = hit.key
        print_ = fingerprint(tool=self.tool, rule=name, symbol=symbol, line=line, occurrence=occurrence)
        return Finding(
            id=finding_id(print_, place.path),
            fingerprint=print_,
            tool=self.tool,
            rule=name,
            severity=rule.severity,
            confidence=rule.confidence,
            message=rule.message[:MAX_MESSAGE],
            location=Location(path=place.path, line=place.line, end_line=place.end_line, column=place.column),
            symbol=symbol,
            in_change=self._touched(hit) or (new and self.caused(place)),
            new=new,
            cwe=rule.cwe,
            remedy=rule.remedy,
            url=rule.url,
            fix=fix,
        )

    def _touched(self, hit: Hit) -> bool:
        added = self.added.get(hit.place.path, frozenset[int]())
        span = range(hit.place.line, hit.place.end_line + 1)
        return any(line in span for line in added) if len(added) < len(span) else any(line in added for line in span)


class _Partners:
    """The base hits of one key that nobody has been paired with, by file."""

    def __init__(self, earlier: list[Hit]) -> None:
        self._numbers: dict[str, list[int]] = defaultdict(list)
        for number, hit in enumerate(earlier):
            self._numbers[hit.place.path].append(number)

    def take(self, path: str | None) -> int | None:
        """The next number in the file that the base calls `path`."""
        waiting = self._numbers.get(path or "")
        return waiting.pop(0) if waiting else None

    def take_any(self) -> int | None:
        """The next number in any file."""
        return next((waiting.pop(0) for waiting in self._numbers.values() if waiting), None)


def _order(hit: Hit) -> tuple[str, int, int, str]:
    return hit.place.path, hit.place.line, hit.place.column, hit.rule.message
