"""Change -> Findings, Programs -> Evidence -> Verdict -> Report: the only place where stages meet."""

import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from stelp_ci import __version__
from stelp_ci.change.reader import ChangeReader, open_change
from stelp_ci.config.load import SETTINGS_FILE, load_settings
from stelp_ci.errors import ConfigError, StelpError
from stelp_ci.gate.judge import GATES, Gate, judge
from stelp_ci.lanes import Executed, Ground, Prepared, execute, nothing_to_run, prepare, scan
from stelp_ci.model.case import Case
from stelp_ci.model.change import Certainty, Change, Revision
from stelp_ci.model.evidence import NotAssessed, Tampering, evidence_id
from stelp_ci.model.finding import ScanResult
from stelp_ci.model.outcome import Failed
from stelp_ci.model.ports import Progress
from stelp_ci.model.program import ProgramResult
from stelp_ci.model.report import SCHEMA_VERSION, Invocation, Report, Timing
from stelp_ci.model.settings import Mode, Settings
from stelp_ci.model.shown import ShownFile
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.probe.capability import read_capabilities
from stelp_ci.probe.claims import read_claims
from stelp_ci.probe.job import Probes
from stelp_ci.probe.registry import PROBES
from stelp_ci.probe.tampering import read_tampering
from stelp_ci.programs import read_programs
from stelp_ci.replaying import Focus, focus_on, narrowed, pinned

_WHOLE = Focus()
_T = TypeVar("_T")


def check(
    invocation: Invocation, *, progress: Progress, cache: Path, focus: Focus = _WHOLE, probes: Probes = PROBES
) -> Report:
    """Judge one change. A stage that fails is in the report; raises `ConfigError` alone, for unusable settings."""
    return _Run(invocation, progress, cache, focus, probes).report()


def replay(report: Report, item: str, *, progress: Progress, cache: Path) -> Report:
    """Run what led to one item of `report` again, on the same commits, and judge that item alone.

    Raises `ReportError` where the report has no such item.
    """
    again = _Run(pinned(report), progress, cache, focus_on(report, item)).report()
    return narrowed(again, item)


class _Run:
    """One run of the sentence. It keeps what failed, how long each stage took, and the text of the change."""

    def __init__(
        self, invocation: Invocation, progress: Progress, cache: Path, focus: Focus, probes: Probes = PROBES
    ) -> None:
        self.invocation = invocation
        self.progress = progress
        self.cache = cache
        self.focus = focus
        self.probes = probes
        self.failures: list[Failed] = []
        self.timings: list[Timing] = []
        self.diff: tuple[ShownFile, ...] = ()

    def report(self) -> Report:
        """Change, then findings beside programs and evidence, then verdict, then report."""
        with tempfile.TemporaryDirectory(prefix="stelp-ci-", ignore_cleanup_errors=True) as folder:
            ground = self._attempt("the change", lambda: self._read(Path(folder)))
            if ground is None:
                return self._concluded(_Seen(_unread(self.invocation), Settings()))
            if _is_passed_over(ground):
                return self._concluded(_Seen(ground.change, ground.settings), gates=PASSED_OVER)
            programs = read_programs(ground.change, ground.trees)
            prepared = self._prepare(ground)
            with ThreadPoolExecutor(max_workers=2) as lanes:
                scans = lanes.submit(self._scan, ground, prepared)
                executed = lanes.submit(self._execute, ground, prepared)
                tampering = read_tampering(ground.change, ground.trees)
                seen = _Seen(ground.change, ground.settings, scans.result(), programs, executed.result(), tampering)
            return self._concluded(seen)

    def _read(self, folder: Path) -> Ground:
        with self._step("change"), open_change(self.invocation) as reader:
            settings = _settings(reader, self.invocation)
            trees = reader.materialise(folder)
            change = replace(reader.change, author=reader.author_with(settings.author.agents))
            self.diff = reader.shown()
            return Ground(self.invocation, settings, change, trees, folder, self.cache, self.progress)

    def _prepare(self, ground: Ground) -> Prepared | None:
        if not self.invocation.execute or nothing_to_run(ground.change):
            return None
        with self._step("dependencies"):
            return self._attempt("the dependencies", lambda: prepare(ground))

    def _scan(self, ground: Ground, prepared: Prepared | None) -> tuple[ScanResult, ...]:
        if not self.focus.scan:
            return ()
        with self._step("scan"):
            return scan(ground, prepared)

    def _execute(self, ground: Ground, prepared: Prepared | None) -> Executed:
        if not self.focus.execute or nothing_to_run(ground.change):
            return Executed(())
        if not self.invocation.execute:
            return Executed((_not_run("run with --no-exec"),))
        if prepared is None:
            return Executed((_not_run("their dependencies could not be prepared"),))
        with self._step("tests"):
            done = self._attempt("the tests", lambda: execute(ground, prepared, self.focus.test, self.probes))
        self.timings += done.timings if done else ()
        return done or Executed((_not_run("the sandbox failed"),))

    def _attempt(self, what: str, work: Callable[[], _T]) -> _T | None:
        """What `work` gives; None where its stage failed, which the report then says. `ConfigError` is the user's."""
        try:
            return work()
        except ConfigError:
            raise
        except StelpError as error:
            self.failures.append(Failed.from_error(error, what=what))
            return None

    @contextmanager
    def _step(self, stage: str) -> Generator[None]:
        begun = time.monotonic()
        self.progress.begin(stage)
        try:
            yield
        finally:
            self.progress.end(stage)
            self.timings.append(Timing(stage=stage, seconds=round(time.monotonic() - begun, 3)))

    def _concluded(self, seen: "_Seen", gates: dict[str, Gate] = GATES) -> Report:
        left_out = (_left_out(name) for name in seen.settings.scan.disable if self.focus.scan)
        seen_running = (*seen.executed.evidence, *read_capabilities(seen.programs), *seen.tampering)
        evidence = (*seen_running, *read_claims(seen.change, seen_running), *left_out)
        failures = tuple(self.failures)
        settings = seen.settings
        case = Case(seen.change, seen.scans, seen.programs, evidence, failures, settings.gates, settings.grammar)
        return Report(
            schema_version=SCHEMA_VERSION,
            tool_version=__version__,
            invocation=self.invocation,
            mode=seen.settings.mode,
            change=seen.change,
            scans=seen.scans,
            programs=seen.programs,
            evidence=evidence,
            failures=failures,
            verdict=judge(case, gates),
            runtime=seen.executed.runtime,
            timings=tuple(self.timings),
            diff=self.diff,
        )


class _Seen(NamedTuple):
    """All that the stages brought, for the gates and the report."""

    change: Change
    settings: Settings
    scans: tuple[ScanResult, ...] = ()
    programs: tuple[ProgramResult, ...] = ()
    executed: Executed = Executed(())
    tampering: tuple[Tampering, ...] = ()


def _settings(reader: ChangeReader, invocation: Invocation) -> Settings:
    """The base's settings, or those of the file that the user named. Raises `ConfigError`."""
    settings = load_settings(_settings_file(reader, invocation))
    return settings if invocation.mode is None else replace(settings, mode=invocation.mode)


def _settings_file(reader: ChangeReader, invocation: Invocation) -> bytes | None:
    """NOTE: for an event, a file of the work tree would be the head's, and the head does not judge itself."""
    if invocation.config is None:
        return reader.read_base(SETTINGS_FILE)
    if invocation.origin is None:
        try:
            return Path(invocation.config).read_bytes()
        except OSError as error:
            raise ConfigError(f"{invocation.config} cannot be read: {error}", remedy="check --config") from error
    found = reader.read_base(invocation.config)
    if found is None:
        raise ConfigError(f"the base commit has no file {invocation.config!r}", remedy="name a file of the base commit")
    return found


def _is_passed_over(ground: Ground) -> bool:
    """Whether the settings ask for agents' changes alone, and nothing says that an agent wrote this one."""
    return ground.settings.mode is Mode.AI_ONLY and ground.change.author.certainty is Certainty.NONE


def _say_passed_over(_: Case) -> Iterator[Reason]:
    yield Reason(decision=Decision.PASS, gate="mode", message="not judged: mode is ai-only and no mark names an agent")


PASSED_OVER: dict[str, Gate] = {"mode": _say_passed_over}


def _unread(invocation: Invocation) -> Change:
    """What stands in the report for a change that could not be read."""
    base, head = (Revision(label=ref or "unknown", tree="") for ref in (invocation.base, invocation.head))
    return Change(base=base, head=head)


def _left_out(scanner: str) -> NotAssessed:
    identity = evidence_id("not-assessed", "scan", scanner)
    return NotAssessed(id=identity, probe="scan", subject=scanner, reason="the settings disable it")


def _not_run(reason: str) -> NotAssessed:
    identity = evidence_id("not-assessed", "tests", "tests")
    return NotAssessed(id=identity, probe="tests", subject="tests", reason=reason, also_on_base=False)
