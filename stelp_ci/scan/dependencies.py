"""Dependencies that the change adds, changes, or takes from another place: what a generated change can invent."""

import time
from collections.abc import Iterator
from typing import NamedTuple

from stelp_ci import __version__
from stelp_ci.errors import ScanError
from stelp_ci.model.change import EntryKind, FileChange
from stelp_ci.model.finding import Scanned, ScanResult
from stelp_ci.model.outcome import Failed
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.cause import always
from stelp_ci.scan.dependency_rules import ADDED, CHANGED, FROM_URL, LOOKALIKE, UNKNOWN
from stelp_ci.scan.hit import Hit, Place, Rule
from stelp_ci.scan.manifest import read_manifest, reader_for
from stelp_ci.scan.names.known import is_known
from stelp_ci.scan.names.popular import affixed, near
from stelp_ci.scan.novelty import judge
from stelp_ci.scan.requirement import Manifest, Source, Stated
from stelp_ci.scan.sources import Side, Sources

NAME = "dependencies"


class Dependencies(NamedTuple):
    """The analyser."""

    sources: Sources

    @property
    def name(self) -> str:
        """As findings, settings and reports call it."""
        return NAME

    def scan(self, job: ScanJob) -> tuple[ScanResult, ...]:
        """A finding for each dependency and package source that the base does not have in this form."""
        begun = time.monotonic()
        hits: list[Hit] = []
        failures: list[Failed] = []
        for file in job.change.files:
            if file.head_path is None or file.entry is EntryKind.SUBMODULE or reader_for(file.head_path) is None:
                continue
            try:
                hits += self._changes(file, file.head_path)
            except ScanError as error:
                failures.append(Failed.from_error(error, what=NAME))
        if job.ask_index and hits:
            from stelp_ci.scan.index_answers import asked  # loads what talks to the network

            hits, unanswered = asked(hits)
            failures += unanswered
        findings = judge(NAME, hits, [], job.change, always)
        seconds = time.monotonic() - begun
        return (Scanned(scanner=NAME, version=__version__, seconds=seconds, findings=findings), *failures)

    def _changes(self, file: FileChange, path: str) -> list[Hit]:
        """Raises `ScanError` if the head's manifest cannot be read."""
        content = self.sources.content(Side.HEAD, path)
        head = read_manifest(path, content) if content is not None else Manifest()
        base = self._base(file.base_path)
        known = {source.text for source in base.sources}
        hits = [_new_source(path, source) for source in head.sources if source.text not in known]
        return hits + [hit for one in head.stated for hit in _compared(path, one, base)]

    def _base(self, path: str | None) -> Manifest:
        """The base's manifest; where it cannot be read, everything on the head counts as new."""
        content = self.sources.content(Side.BASE, path) if path is not None else None
        try:
            return read_manifest(path, content) if path is not None and content is not None else Manifest()
        except ScanError:
            return Manifest()


def _compared(path: str, one: Stated, base: Manifest) -> Iterator[Hit]:
    """What is new about a dependency, if anything is."""
    same_name = [other for other in base.stated if other.name == one.name]
    before = [other for other in same_name if other.group == one.group] or same_name
    if one.url and one.url not in {other.url for other in same_name}:
        yield _hit(FROM_URL, path, one, f"`{one.text}` is taken from an address of its own, not from the index")
    elif one.broken and not any(one.text == other.text for other in same_name):
        yield _hit(ADDED, path, one, f"`{one.text[:200]}` in {one.group} is no requirement that can be read")
    elif not before:
        yield _added(path, one)
    elif (one.wants, one.url) not in {(other.wants, other.url) for other in before}:
        yield _hit(CHANGED, path, one, f"`{before[0].text}` becomes `{one.text}` in {one.group}")
    elif one.group not in {other.group for other in before}:
        yield _hit(CHANGED, path, one, f"`{one.text}` is now also in {one.group}")


def _added(path: str, one: Stated) -> Hit:
    """A new dependency; worse if the index has no such package, or a popular one that is spelled nearly so."""
    twin = near(one.name) or affixed(one.name)
    if not one.url and not is_known(one.name):
        meant = f"; `{twin.name}` was perhaps meant" if twin else ""
        return _hit(
            UNKNOWN, path, one, f"`{one.text}` is added to {one.group}, and the index has no such package{meant}"
        )
    if near(one.name) and twin and not one.url:
        said = f"`{one.text}` is added to {one.group}: one slip away from `{twin.name}` ({twin.how})"
        return _hit(LOOKALIKE, path, one, said)
    loose = "" if one.wants or one.url or path.endswith(".in") else ", whatever its version"
    return _hit(ADDED, path, one, f"`{one.text}` is added to {one.group}{loose}")


def _new_source(path: str, source: Source) -> Hit:
    return _hit(FROM_URL, path, source, f"packages can now come from `{source.text}`")


def _hit(rule: Rule, path: str, stated: Stated | Source, message: str) -> Hit:
    place = Place(path, stated.line, stated.line, 0, stated.group, stated.text)
    return Hit(rule._replace(message=message), place)
