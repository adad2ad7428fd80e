"""semgrep with our own rules on the changed files of both sides, in one run, offline.

The front end is `--experimental` (osemgrep): same engine, rules and error list as the default one, which starts five
times as slowly and rewrites undecodable bytes (tests/scan/test_semgrep.py compares the two).
Output: https://semgrep.dev/docs/semgrep-appsec-platform/json-and-sarif
"""

import re
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec

from stelp_ci.errors import ScanError
from stelp_ci.model.finding import Confidence, Fix, Scanned, ScanResult, Severity
from stelp_ci.model.outcome import Failed
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.cause import around
from stelp_ci.scan.hit import Hit, Rule, place_in
from stelp_ci.scan.mending import Edit, mend
from stelp_ci.scan.novelty import judge
from stelp_ci.scan.process import Finished, run_tool
from stelp_ci.scan.rules import rules_directory
from stelp_ci.scan.scratch import Copy, copy_changed
from stelp_ci.scan.sources import Side, Sources
from stelp_ci.scan.tools import installed_version, module_command

NAME = "semgrep"

RULE_TIMEOUT_S = 10
"""For one rule on one file; a rule that is given up shows in the error list and becomes `Failed`."""

MAX_READ = 8_000_000
"""Characters of Python that are parsed to see whether repairs are sure, a whole file for each; then there are none."""


class Metadata(msgspec.Struct, frozen=True):
    """What our rules say about themselves beside their pattern (rules/README.md)."""

    cwe: str
    confidence: Confidence
    repair: str
    references: tuple[str, ...]
    rationale: str = ""


class _Point(msgspec.Struct, frozen=True):
    line: int
    col: int = 0


class _Extra(msgspec.Struct, frozen=True):
    message: str
    severity: str
    metadata: Metadata
    fix: str | None = None


class _Result(msgspec.Struct, frozen=True):
    check_id: str
    path: str
    start: _Point
    end: _Point
    extra: _Extra


class _Problem(msgspec.Struct, frozen=True):
    message: str = ""
    path: str | None = None
    level: str = ""


class _Skipped(msgspec.Struct, frozen=True):
    path: str
    reason: str


class _Paths(msgspec.Struct, frozen=True):
    scanned: tuple[str, ...]
    skipped: tuple[_Skipped, ...] = ()


class Output(msgspec.Struct, frozen=True):
    """The part of semgrep's JSON that is read."""

    results: tuple[_Result, ...]
    errors: tuple[_Problem, ...]
    paths: _Paths


class Semgrep(NamedTuple):
    """The scanner. `command` finds the executable, `rules` the directory; they raise `ScanError` if it is missing."""

    sources: Sources
    command: Callable[[], tuple[str, ...]] = lambda: module_command("semgrep", "semgrep.console_scripts.entrypoint")
    rules: Callable[[], Path] = rules_directory

    @property
    def name(self) -> str:
        """As findings, settings and reports call it."""
        return NAME

    def scan(self, job: ScanJob) -> tuple[ScanResult, ...]:
        """Findings on the head, and a `Failed` for each file that semgrep did not scan whole."""
        begun = time.monotonic()
        with TemporaryDirectory(prefix="stelp-semgrep-") as name:
            directory = Path(name)
            copies = copy_changed(directory / "files", job.change, self.sources)
            output = self._run(directory, sorted(copies), job.timeout_s) if copies else Output((), (), _Paths(()))
        hits: dict[Side, list[Hit]] = {side: [] for side in Side}
        left = MAX_READ
        for result in output.results:
            side, source = copies[result.path]
            left -= len(source.text) if result.extra.fix is not None else 0
            place = place_in(source, result.start.line, end_line=result.end.line, column=result.start.col)
            fix = self._fix(result, copies[result.path]) if left >= 0 else None
            hits[side].append(Hit(_rule(result), place, fix))
        findings = judge(NAME, hits[Side.HEAD], hits[Side.BASE], job.change, around(job.change, self.sources))
        seconds = time.monotonic() - begun
        scanned = Scanned(scanner=NAME, version=installed_version(NAME), seconds=seconds, findings=findings)
        return (scanned, *_failures(output, copies))

    def _fix(self, result: _Result, copy: Copy) -> Fix | None:
        """What the rule's `fix-regex` makes of the lines. NOTE: GitHub ends the lines of a suggestion with LF."""
        side, source = copy
        if result.extra.fix is None or side is Side.BASE:
            return None
        if b"\r" in (self.sources.content(side, source.path) or b"\r"):
            return None
        start, end = result.start, result.end
        return mend(source, Edit(start.line, start.col, end.line, end.col, result.extra.fix))

    def _run(self, directory: Path, names: list[str], timeout_s: float) -> Output:
        run = run_tool(
            (*self.command(), "scan", *options(self.rules()), *names),
            home=directory,
            cwd=directory / "files",
            timeout_s=timeout_s,
            extra={"SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0"},
        )
        return decode(run)


def options(rules: Path, *, experimental: bool = True) -> tuple[str, ...]:
    """The command line behind `scan`, without the targets: explicit ones are scanned whatever an ignore file says."""
    return (
        *(("--experimental",) if experimental else ()),
        f"--config={rules}",
        "--metrics=off",
        "--disable-version-check",
        "--disable-nosem",
        "--no-git-ignore",
        "--no-rewrite-rule-ids",
        "--scan-unknown-extensions",
        "--max-target-bytes=0",
        f"--timeout={RULE_TIMEOUT_S}",
        "--timeout-threshold=0",
        "--json",
        "--verbose",
    )


def decode(run: Finished) -> Output:
    """What the run wrote. Raises `ScanError` for a crash, an unreadable output, or a rule that is broken."""
    try:
        output = msgspec.json.decode(run.stdout.decode("utf-8", "backslashreplace"), type=Output)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        complaint = run.complaint()
        raise ScanError(f"semgrep ended with {run.exit_code}: {error}: {complaint}", remedy=_DOCTOR) from error
    general = [problem.message for problem in output.errors if problem.path is None]
    if general or run.exit_code != 0:
        said = "; ".join(general) or run.complaint()
        raise ScanError(f"semgrep ended with {run.exit_code}: {said}", remedy=_DOCTOR)
    return output


_DOCTOR = "run `stelp-ci doctor`"


def _rule(result: _Result) -> Rule:
    extra = result.extra
    return Rule(
        name=result.check_id,
        severity=_SEVERITY.get(extra.severity, Severity.MEDIUM),
        confidence=extra.metadata.confidence,
        message=" ".join(extra.message.split()),
        cwe=tuple(int(number) for number in re.findall(r"CWE-(\d+)", extra.metadata.cwe)),
        remedy=" ".join(extra.metadata.repair.split()),
        url=extra.metadata.references[0] if extra.metadata.references else "",
    )


_SEVERITY = {
    "CRITICAL": Severity.CRITICAL,
    "HIGH": Severity.HIGH,
    "ERROR": Severity.HIGH,
    "MEDIUM": Severity.MEDIUM,
    "WARNING": Severity.MEDIUM,
    "LOW": Severity.LOW,
    "INFO": Severity.INFO,
}


def _failures(output: Output, copies: dict[str, Copy]) -> list[Failed]:
    """One for each file of the head that semgrep skipped, could not parse whole, or gave up on.

    A base file without results only makes more of the head's findings new.
    """
    reasons = {name: "was not scanned" for name in copies if name not in output.paths.scanned}
    reasons |= {skipped.path: skipped.reason for skipped in output.paths.skipped}
    reasons |= {problem.path: problem.message for problem in output.errors if problem.path is not None}
    return [
        Failed(stage="scan", what=NAME, reason=f"{copies[name].source.path}: {_in_words(reason)}", remedy=_REMEDY)
        for name, reason in sorted(reasons.items())
        if name in copies and copies[name].side is Side.HEAD
    ]


def _in_words(reason: str) -> str:
    return " ".join(reason.split())[:300]


_REMEDY = "split or simplify the file, or raise scan.timeout_s in .stelp.yml"
