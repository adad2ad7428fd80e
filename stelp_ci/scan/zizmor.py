"""zizmor on the changed workflows and actions of both sides, offline, with nobody's settings.

Output: https://docs.zizmor.sh/usage/#json
"""

import hashlib
import re
import shutil
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec

from stelp_ci.errors import ScanError
from stelp_ci.model.finding import Confidence, Scanned, ScanResult, Severity
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.analyser import View
from stelp_ci.scan.cause import always
from stelp_ci.scan.changed_text import Text, changed_texts
from stelp_ci.scan.hit import Hit, Place, Rule
from stelp_ci.scan.novelty import judge
from stelp_ci.scan.process import Finished, run_tool
from stelp_ci.scan.sources import Side, Sources
from stelp_ci.scan.tools import INSTALL, installed_version
from stelp_ci.scan.workflow.scanner import is_workflow

NAME = "zizmor"
_OPTIONS = ("--offline", "--no-config", "--no-ignores", "--no-progress", "--no-exit-codes", "--strict-collection")
_UNREAD = b"failed to load file://"
_CAUSE = re.compile(r"\s+\d: ")
SHOWN_CAUSES = 2
_LINE = re.compile(r"\bline (\d+)")


class _Point(msgspec.Struct, frozen=True):
    row: int
    column: int = 0


class _Span(msgspec.Struct, frozen=True):
    start_point: _Point


class _Concrete(msgspec.Struct, frozen=True):
    location: _Span
    feature: str = ""


class _Local(msgspec.Struct, frozen=True):
    verbatim_path: str = ""


class _Key(msgspec.Struct, frozen=True):
    Local: _Local | None = None


class _Symbolic(msgspec.Struct, frozen=True):
    key: _Key
    annotation: str = ""
    kind: str = ""


class _Location(msgspec.Struct, frozen=True):
    symbolic: _Symbolic
    concrete: _Concrete


class _Determinations(msgspec.Struct, frozen=True):
    confidence: str
    severity: str


class _Audit(msgspec.Struct, frozen=True):
    ident: str
    desc: str
    url: str
    determinations: _Determinations
    locations: tuple[_Location, ...]


def zizmor_command() -> tuple[str, ...]:
    """The program that was installed beside stelp-ci. Raises `ScanError` if there is none."""
    found = shutil.which(NAME, path=sysconfig.get_path("scripts"))
    if found is None:
        raise ScanError("zizmor is not installed", remedy=INSTALL)
    return (found,)


class Zizmor(NamedTuple):
    """The scanner. `command` finds the executable; it raises `ScanError` where there is none."""

    sources: Sources
    command: Callable[[], tuple[str, ...]] = zizmor_command

    @property
    def name(self) -> str:
        """As findings, settings and reports call it."""
        return NAME

    def scan(self, job: ScanJob) -> tuple[ScanResult, ...]:
        """What zizmor says of the head's workflows, new where it does not say it of the base's."""
        begun = time.monotonic()
        texts = {side: _workflows(View(job, self.sources, side)) for side in Side}
        hits = {side: list(self._hits(texts[side], job.timeout_s)) for side in Side}
        findings = judge(NAME, hits[Side.HEAD], hits[Side.BASE], job.change, always)
        version = installed_version(NAME) if any(texts.values()) else ""
        return (Scanned(scanner=NAME, version=version, seconds=time.monotonic() - begun, findings=findings),)

    def _hits(self, texts: list[Text], timeout_s: float) -> Iterator[Hit]:
        if not texts:
            return
        with TemporaryDirectory(prefix="stelp-zizmor-") as name:
            folder = Path(name)
            copies = _copied(folder / "files", texts)
            run = self._run(folder, sorted(copies), timeout_s)
            if run.exit_code == 0:
                yield from _hits_of(run, copies)
                return
            for copy, text in sorted(copies.items()):  # one that it cannot read keeps it from all others
                alone = self._run(folder, [copy], timeout_s)
                unread = alone.exit_code != 0 and _UNREAD in alone.stderr
                yield from [_unread(alone, text)] if unread else _hits_of(alone, copies)

    def _run(self, folder: Path, copies: list[str], timeout_s: float) -> Finished:
        argv = (*self.command(), *_OPTIONS, "--format", "json", *copies)
        return run_tool(argv, home=folder, cwd=folder / "files", timeout_s=timeout_s)


def _workflows(view: View) -> list[Text]:
    return [text for text in changed_texts(view) if is_workflow(text.path)]


def _copied(folder: Path, texts: list[Text]) -> dict[str, Text]:
    """The files under names of our own; an action keeps its name, by which it is known as one."""
    copies: dict[str, Text] = {}
    for number, text in enumerate(texts):
        is_action = "/workflows/" not in f"/{text.path}"
        name = f"a{number}/action.yml" if is_action else f"w{number}/.github/workflows/w.yml"
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text.whole, encoding="utf-8")
        copies[name] = text
    return copies


def _hits_of(run: Finished, copies: dict[str, Text]) -> Iterator[Hit]:
    for audit in _decoded(run):
        yield from _hit(audit, copies)


def _unread(run: Finished, text: Text) -> Hit:
    """A file that is no workflow and no action: nobody has audited it. Whatever it is changed to is new."""
    causes = [line[found.end() :] for line in run.complaint().splitlines() if (found := _CAUSE.match(line))]
    why = ": ".join(causes[:SHOWN_CAUSES]) or "it cannot be loaded"
    told = _LINE.search(why)
    line = min(int(told[1]), max(len(text.lines), 1)) if told else 1
    return Hit(
        Rule(
            name="not-audited",
            severity=Severity.HIGH,
            confidence=Confidence.HIGH,
            message=f"no workflow that can be audited: {why}",
            remedy="mend the file: what GitHub may read in it is unknown",
        ),
        Place(text.path, line, line, 1, "not-audited", hashlib.sha256(text.whole.encode()).hexdigest()),
    )


def _decoded(run: Finished) -> tuple[_Audit, ...]:
    if run.exit_code != 0:
        raise ScanError(f"zizmor ended with {run.exit_code}: {run.complaint()}", remedy="mend the workflow it names")
    try:
        return msgspec.json.decode(run.stdout, type=tuple[_Audit, ...])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ScanError(f"zizmor's output cannot be read: {error}", remedy="run `stelp-ci doctor`") from error


def _hit(audit: _Audit, copies: dict[str, Text]) -> Iterator[Hit]:
    where = next((one for one in audit.locations if one.symbolic.kind == "Primary"), audit.locations[0])
    local = where.symbolic.key.Local
    text = copies.get(local.verbatim_path.removeprefix("./")) if local else None
    if text is None:
        return
    line = where.concrete.location.start_point.row + 1
    rule = Rule(
        name=audit.ident,
        severity=_SEVERITY.get(audit.determinations.severity, Severity.MEDIUM),
        confidence=_CONFIDENCE.get(audit.determinations.confidence, Confidence.MEDIUM),
        message=f"{audit.desc}: {where.symbolic.annotation}" if where.symbolic.annotation else audit.desc,
        remedy=f"see {audit.url}",
        url=audit.url,
    )
    yield Hit(
        rule,
        Place(
            text.path,
            line,
            line,
            where.concrete.location.start_point.column + 1,
            audit.ident,
            without_versions(where.concrete.feature),
        ),
    )


def without_versions(feature: str) -> str:
    """The first line of what zizmor points at, with no action's version: another one of them is no new finding."""
    first = next((line for line in feature.splitlines() if line.strip()), "")
    return re.sub(r"(?<=[\w.-])@[^\s\"'#]+(\s*#.*)?", "@", first)


_SEVERITY = {"High": Severity.HIGH, "Medium": Severity.MEDIUM, "Low": Severity.LOW, "Informational": Severity.INFO}
_CONFIDENCE = {"High": Confidence.HIGH, "Medium": Confidence.MEDIUM, "Low": Confidence.LOW}
