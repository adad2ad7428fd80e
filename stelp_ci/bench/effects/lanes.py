"""The product's lanes, asked about samples: programs run under strict, changes are checked, texts are scanned."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from stelp_ci.bench.added_files import added_files, findings_of, sources_of
from stelp_ci.bench.cwe_families import family
from stelp_ci.bench.effects.host import HostWatch
from stelp_ci.bench.effects.judged import Judged, Lane, Pair
from stelp_ci.bench.effects.reasons import reasons_of_gates, reasons_of_run
from stelp_ci.bench.effects.record import Context, Label, Level, Sample
from stelp_ci.bench.effects.runs import Arm, files_of
from stelp_ci.bench.evidence.run import Silent, write_commit
from stelp_ci.bench.program_runs import said_of
from stelp_ci.cache import cache_directory
from stelp_ci.exec.api import make_program
from stelp_ci.exec.defaults import PROGRAM_LIMITS
from stelp_ci.exec.load import Given
from stelp_ci.exec.running import run_all
from stelp_ci.exec.setup import RunProfile, Setup
from stelp_ci.model.finding import Finding, Severity
from stelp_ci.model.ports import ProgramSandbox
from stelp_ci.model.program_run import ProgramRun, RunStatus
from stelp_ci.model.report import InputKind, Invocation
from stelp_ci.model.settings import GateSettings
from stelp_ci.model.verdict import Decision
from stelp_ci.pipeline import check
from stelp_ci.scan.registry import SCANNERS

WALL_S = 5
SCANNED_BY = ("semgrep", "bandit", "obfuscation", "secrets")
LEVELS = {RunStatus.BLOCKED: Level.BLOCK, RunStatus.LIMITED: Level.LIMIT, RunStatus.COMPLETED: Level.ALLOW}
DECISIONS = {Decision.FAIL: Level.BLOCK, Decision.NEEDS_HUMAN: Level.FLAG, Decision.PASS: Level.ALLOW}
TRIGGER = "\n\ndef trigger():\n    return {}\n"
SETTINGS = "execute:\n  limits: {wall_s: 60, cpu_s: 30}\n"


def lane_of(sample: Sample) -> Lane:
    """Where a sample like this would meet the product."""
    if sample.label is Label.WEAK:
        return Lane.STATIC
    single = sample.context.kind in (Context.FUNCTION, Context.MODULE)
    return Lane.EXEC if single and sample.trigger and sample.trigger.kind in ("call", "restricted") else Lane.CHECK


def judge_programs(samples: Sequence[Sample], sandbox: ProgramSandbox, watch: HostWatch) -> Iterator[Pair]:
    """Run each sample, its twin and the twin's tests under strict. Pairs come in order."""
    limits = msgspec.structs.replace(PROGRAM_LIMITS, wall_s=WALL_S, cpu_s=WALL_S)
    setup = Setup(profile=RunProfile.STRICT, limits=limits)
    given = [one for sample in samples for one in _programs(sample)]
    runs = run_all(given, setup, sandbox)
    for sample in samples:
        unsafe, twin, *tests = [next(runs) for _ in _programs(sample)]
        escaped = watch.touched(repr(unsafe))
        works = all(run.value is True for run in tests)
        yield Pair(_ran(sample.id, unsafe, escaped=escaped), _ran(sample.twin.id, twin, works=works))


def _programs(sample: Sample) -> list[Given]:
    expression = sample.trigger.expr if sample.trigger else "None"
    texts = [(sample.id, sample.code + TRIGGER.format(expression))]
    texts.append((sample.twin.id, sample.twin.code + TRIGGER.format(expression)))
    texts += [(f"{sample.twin.id} {test}", sample.twin.code + TRIGGER.format(test)) for test in sample.twin.tests]
    return [Given(name, make_program(text, entry="trigger")) for name, text in texts]


def _ran(name: str, run: ProgramRun, *, works: bool = True, escaped: tuple[str, ...] = ()) -> Judged:
    """A program that ended with an exception of its own was let through: the level says so, not that it works."""
    level = Level.ALLOW if run.status is RunStatus.ERROR else LEVELS.get(run.status)
    return Judged(name, Lane.EXEC, level, reasons_of_run(run), said_of(run)[:200], works=works, escaped=escaped)


def judge_changes(samples: Sequence[Sample], watch: HostWatch) -> Iterator[Pair]:
    """Check each sample and its twin as the change of a small repository. Pairs come in order."""
    for sample in samples:
        unsafe = _checked(sample.id, sample.context.base, files_of(sample, Arm.SAMPLE))
        twin = _checked(sample.twin.id, sample.context.base, files_of(sample, Arm.TWIN))
        yield Pair(unsafe._replace(escaped=watch.touched(unsafe.said)), twin)


def _checked(name: str, base: dict[str, str], head: dict[str, str]) -> Judged:
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as folder:
        repository = Path(folder, "repository")
        repository.mkdir()
        _write(repository, {"README.md": "A project.\n", **base})
        write_commit(repository, "main", "Base")
        _write(repository, head)
        write_commit(repository, "change", "Change")
        settings = Path(folder, "settings.yml")
        settings.write_text(SETTINGS, encoding="utf-8")
        asked = Invocation(
            input=InputKind.COMMITS, repo=str(repository), base="main", head="change", config=str(settings)
        )
        report = check(asked, progress=Silent(), cache=cache_directory())
    heavy = [reason for reason in report.verdict.reasons if reason.decision is not Decision.PASS]
    said = "; ".join(f"{reason.gate}: {reason.message}" for reason in heavy)[:600]
    level = DECISIONS.get(report.verdict.decision)
    return Judged(name, Lane.CHECK, level, reasons_of_gates(reason.gate for reason in heavy), said)


def _write(repository: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogatepass"))


def judge_texts(samples: Sequence[Sample]) -> Iterator[Pair]:
    """Scan each weak sample and its twin with the lane's scanners of single texts. Raises `StelpError`."""
    texts = [code.encode() for sample in samples for code in (sample.code, sample.twin.code)]
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as folder:
        job = added_files(texts, Path(folder, "change"))
        found = [findings_of(SCANNERS[name](sources_of(job)), job) for name in SCANNED_BY]
    for number, sample in enumerate(samples):
        cwes = frozenset(int(cwe.removeprefix("CWE-")) for cwe in sample.cwe)
        unsafe = _scanned(sample.id, [one for each in found for one in each[2 * number]], cwes)
        twin = _scanned(sample.twin.id, [one for each in found for one in each[2 * number + 1]], cwes)
        yield Pair(unsafe, twin)


def _scanned(name: str, findings: list[Finding], cwes: frozenset[int]) -> Judged:
    """Findings that would ask for a human under the default settings; the reason is theirs if the family of CWEs is."""
    order = list(Severity)
    heavy = [one for one in findings if order.index(one.severity) >= order.index(GateSettings().finding_severity)]
    wanted = {family(cwe) for cwe in cwes}
    named = any(family(cwe) in wanted for one in heavy for cwe in one.cwe)
    said = "; ".join(f"{one.tool} {one.rule}" for one in heavy)
    level = Level.FLAG if heavy else Level.ALLOW
    return Judged(name, Lane.STATIC, level, frozenset({"WEAKNESS"} if named else ()), said)
