"""bandit on the changed files of both sides, with the base's own choice of tests and nobody's exclusions.

Output: https://bandit.readthedocs.io/en/latest/formatters/json.html
"""

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec

from stelp_ci.errors import ScanError
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.finding import Confidence, Scanned, ScanResult, Severity
from stelp_ci.model.outcome import Failed
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.bandit_selection import Selection, base_selection
from stelp_ci.scan.cause import around
from stelp_ci.scan.hit import Hit, Rule, place_in
from stelp_ci.scan.novelty import judge
from stelp_ci.scan.process import Finished, run_tool
from stelp_ci.scan.scratch import Copy, copy_changed
from stelp_ci.scan.sources import Side, Sources
from stelp_ci.scan.tools import installed_version, module_command

NAME = "bandit"

_ASSERT_USED = "B101"
_INTERNAL = b"Bandit internal error running"
"""bandit logs a test of its own that raised, and goes on: neither its exit code nor its `errors` tell."""


class _Cwe(msgspec.Struct, frozen=True):
    id: int = 0


class _Result(msgspec.Struct, frozen=True):
    filename: str
    test_id: str
    test_name: str
    issue_severity: str
    issue_confidence: str
    issue_text: str
    line_number: int
    line_range: tuple[int, ...] = ()
    col_offset: int = -1
    more_info: str = ""
    issue_cwe: _Cwe | None = None


class _Problem(msgspec.Struct, frozen=True):
    filename: str
    reason: str


class _Output(msgspec.Struct, frozen=True):
    errors: tuple[_Problem, ...]
    results: tuple[_Result, ...]
    metrics: dict[str, msgspec.Raw]


class Bandit(NamedTuple):
    """The scanner. `command` finds the executable; it raises `ScanError` where there is none."""

    sources: Sources
    command: Callable[[], tuple[str, ...]] = lambda: module_command("bandit")

    @property
    def name(self) -> str:
        """As findings, settings and reports call it."""
        return NAME

    def scan(self, job: ScanJob) -> tuple[ScanResult, ...]:
        """Findings on the head, and a `Failed` for each file that bandit could not read."""
        begun = time.monotonic()
        with TemporaryDirectory(prefix="stelp-bandit-") as name:
            directory = Path(name)
            copies = copy_changed(directory / "files", job.change, self.sources)
            output = self._run(directory, job.timeout_s) if copies else _Output((), (), {})
        selection = base_selection(self.sources)
        tests = {file.head_path for file in job.change.files if file.role in {FileRole.TEST, FileRole.TEST_SUPPORT}}
        hits: dict[Side, list[Hit]] = {side: [] for side in Side}
        for result in output.results:
            side, source = copies[_name(result.filename)]
            if _wanted(result.test_id, selection, is_test=source.path in tests):
                hits[side].append(_hit(result, copies))
        findings = judge(NAME, hits[Side.HEAD], hits[Side.BASE], job.change, around(job.change, self.sources))
        seconds = time.monotonic() - begun
        scanned = Scanned(scanner=NAME, version=installed_version(NAME), seconds=seconds, findings=findings)
        return (scanned, *_failures(output, copies))

    def _run(self, directory: Path, timeout_s: float) -> _Output:
        settings = directory / "empty.ini"
        settings.write_text("[bandit]\n")
        arguments = ("-f", "json", "--quiet", "--ignore-nosec", "--ini", str(settings), "-r", *Side)
        run = run_tool((*self.command(), *arguments), home=directory, cwd=directory / "files", timeout_s=timeout_s)
        return _decoded(run)


def _decoded(run: Finished) -> _Output:
    if run.exit_code not in {0, 1} or _INTERNAL in run.stderr:
        raise ScanError(f"bandit ended with {run.exit_code}: {run.complaint()}", remedy="run `stelp-ci doctor`")
    try:
        return msgspec.json.decode(run.stdout, type=_Output)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ScanError(f"bandit's output cannot be read: {error}", remedy="run `stelp-ci doctor`") from error


def _name(filename: str) -> str:
    return filename.removeprefix("./")


def _wanted(test: str, selection: Selection, *, is_test: bool) -> bool:
    """The base's choice counts; `assert` is what tests are made of."""
    return selection.wants(test) and not (is_test and test == _ASSERT_USED)


def _hit(result: _Result, copies: dict[str, Copy]) -> Hit:
    source = copies[_name(result.filename)].source
    rule = Rule(
        name=result.test_id,
        severity=_SEVERITY.get(result.issue_severity, Severity.MEDIUM),
        confidence=_CONFIDENCE.get(result.issue_confidence, Confidence.LOW),
        message=result.issue_text,
        cwe=(result.issue_cwe.id,) if result.issue_cwe and result.issue_cwe.id else (),
        remedy=f"bandit {result.test_id} ({result.test_name}): its page shows the safe form",
        url=result.more_info,
    )
    end = max(result.line_range, default=result.line_number)
    return Hit(rule, place_in(source, result.line_number, end_line=end, column=result.col_offset + 1))


_SEVERITY = {"LOW": Severity.LOW, "MEDIUM": Severity.MEDIUM, "HIGH": Severity.HIGH}
_CONFIDENCE = {"LOW": Confidence.LOW, "MEDIUM": Confidence.MEDIUM, "HIGH": Confidence.HIGH}


def _failures(output: _Output, copies: dict[str, Copy]) -> list[Failed]:
    """One for each file of the head that bandit gave up on, or does not mention at all."""
    reasons = {_name(problem.filename): problem.reason for problem in output.errors}
    seen = {_name(filename) for filename in output.metrics}
    reasons |= {name: "was not scanned" for name in copies if name not in seen and name not in reasons}
    return [
        Failed(stage="scan", what=NAME, reason=f"{copies[name].source.path}: {reason}", remedy=_REMEDY)
        for name, reason in sorted(reasons.items())
        if name in copies and copies[name].side is Side.HEAD
    ]


_REMEDY = "simplify the file, or report the file to bandit's authors"
