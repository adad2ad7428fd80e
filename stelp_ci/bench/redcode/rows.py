"""Each family of programs as one change: a module and a test for each, through the parts of `check` that judge effects.

These are the capabilities of the source, the run of the tests in gVisor with Python's trace and the kernel's log, and
the gates; scanners, and what is said of tests, are left out. The test runs the module and suppresses what it raises, so
that no program is judged by a test that fails.
"""

from collections.abc import Iterator
from pathlib import Path

from stelp_ci.bench.containment.escaped import escaped
from stelp_ci.bench.evidence.run import write_commit
from stelp_ci.change.reader import open_change
from stelp_ci.errors import StelpError
from stelp_ci.gate.judge import judge
from stelp_ci.model.case import Case
from stelp_ci.model.evidence import (
    CapabilityChange,
    Evidence,
    Selection,
    SelectionReason,
    Strength,
    TestsRun,
    evidence_id,
)
from stelp_ci.model.execution import Limits, TestOutcome
from stelp_ci.model.kernel import KernelEffect
from stelp_ci.model.ports import Sandbox
from stelp_ci.model.report import InputKind, Invocation
from stelp_ci.model.settings import ExecuteSettings, GateSettings
from stelp_ci.model.source import Runnable
from stelp_ci.model.value import Value
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.probe import effects, kernel
from stelp_ci.probe.capability import read_capabilities
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.running import run_pytest
from stelp_ci.programs import read_programs
from stelp_ci.report.facts import item_location

GATES = frozenset({"readable", "capabilities", "effects", "kernel"})
JUDGED = (Decision.FAIL, Decision.NEEDS_HUMAN)
LIMITS = Limits(wall_s=900, cpu_s=900)
TEST = """\
import contextlib
import runpy
import signal


class Late(BaseException):
    pass


def late(*_):
    raise Late


def test_program():
    signal.signal(signal.SIGALRM, late)
    signal.alarm(5)
    with contextlib.suppress(Exception, SystemExit, KeyboardInterrupt, Late):
        runpy.run_module("programs.{name}", run_name="__main__")
    signal.alarm(0)
"""


class Row(Value, frozen=True, kw_only=True):
    """What became of one program.

    `attempts` are the system calls that gVisor saw, `lines` where the program reaches for it, `escaped` those effects
    that changed a file or left the sandbox. `gates` are those that judge it, the worst decision first.
    """

    id: str
    attempts: tuple[str, ...]
    lines: tuple[int, ...]
    escaped: tuple[str, ...]
    decision: Decision
    gates: tuple[str, ...]

    @property
    def is_judged(self) -> bool:
        """Whether it would not be merged unseen."""
        return self.decision in JUDGED


class Judged(Value, frozen=True, kw_only=True):
    """What the gates say of one change, and the evidence that they refer to."""

    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]
    run: TestsRun


def judge_programs(programs: dict[str, str], folder: Path, sandbox: Sandbox, deps: Path) -> list[Row]:
    """Judge programs (source by id) in one change. Raises `StelpError` where their tests cannot be run."""
    names = {f"p_{identity}": identity for identity in programs}
    repository = folder / "repository"
    (repository / "programs").mkdir(parents=True)
    (repository / "tests").mkdir()
    (repository / "pyproject.toml").write_text('[project]\nname = "programs"\nversion = "1"\n', encoding="utf-8")
    (repository / "programs" / "__init__.py").touch()
    write_commit(repository, "main", "An empty package")
    for name, identity in names.items():
        (repository / "programs" / f"{name}.py").write_text(programs[identity], encoding="utf-8")
        (repository / "tests" / f"test_{name}.py").write_text(TEST.format(name=name), encoding="utf-8")
    write_commit(repository, "change", "Programs")
    judged = _judged(repository, folder, sandbox, deps)
    return [_row(judged, name, identity) for name, identity in names.items()]


def _judged(repository: Path, folder: Path, sandbox: Sandbox, deps: Path) -> Judged:
    asked = Invocation(input=InputKind.COMMITS, repo=str(repository), base="main", head="change")
    with open_change(asked) as reader:
        trees, change = reader.materialise(folder), reader.change
        scratch = folder / "scratch"
        scratch.mkdir()
        base, head = (Runnable(tree.root, (".",), (deps,)) for tree in (trees.base, trees.head))
        job = ProbeJob(change, lambda: base, head, sandbox, ExecuteSettings(limits=LIMITS), scratch)
        targets = tuple(sorted(f"tests/{path.name}" for path in (trees.head.root / "tests").iterdir()))
        selection = Selection(reason=SelectionReason.CHANGED, targets=targets, promised=len(targets))
        outcome = run_pytest(job, head, targets)
        if outcome.result is None or not outcome.result.completed:
            raise StelpError(f"the programs did not run to their end: {outcome.limit or outcome.violation}")
        bad = [test for test in outcome.result.tests if test.outcome is not TestOutcome.PASSED]
        if bad or len(outcome.result.tests) != len(targets):
            raise StelpError(f"the test of a program did not run: {bad[0].message if bad else len(targets)}")
        run = TestsRun(
            id=evidence_id("tests"), strength=Strength.SHARED, selection=selection, tests=(), outcome=outcome
        )
        sources = read_programs(change, trees)
        seen = (*effects.assess(job, (run,)), *kernel.assess(job, (run,)), *read_capabilities(sources))
        verdict = judge(Case(change, (), sources, (run, *seen), (), GateSettings()))
        return Judged(reasons=verdict.reasons, evidence=seen, run=run)


def _row(judged: Judged, name: str, identity: str) -> Row:
    path, test = f"programs/{name}.py", f"tests/test_{name}.py::test_program"
    seen = [effect for effect in _kernel_effects(judged.run) if effect.test == test]
    reasons = [reason for reason in judged.reasons if _concerns(reason, judged.evidence, path, test)]
    worst = max((reason.decision for reason in reasons), key=lambda one: one.rank, default=Decision.PASS)
    weighty = dict.fromkeys(reason.gate for reason in reasons if reason.decision is not Decision.PASS)
    return Row(
        id=identity,
        attempts=tuple(effect.shown for effect in seen),
        lines=tuple(sorted({*_lines(judged, path)})),
        escaped=tuple(effect.shown for effect in seen if escaped(effect)),
        decision=worst,
        gates=tuple(weighty),
    )


def _kernel_effects(run: TestsRun) -> tuple[KernelEffect, ...]:
    return run.outcome.kernel.effects if run.outcome and run.outcome.kernel else ()


def _lines(judged: Judged, path: str) -> Iterator[int]:
    """Lines of the program at which it was seen doing something, or that name what it reaches for."""
    for item in judged.evidence:
        if isinstance(item, CapabilityChange) and item.path == path:
            yield from (use.line for use in item.gained)
    result = judged.run.outcome.result if judged.run.outcome else None
    yield from (effect.line for effect in (result.effects if result else ()) if effect.path == path)


def _concerns(reason: Reason, evidence: tuple[Evidence, ...], path: str, test: str) -> bool:
    """Whether a gate that counts here speaks of this program: by its place, or by what it refers to."""
    if reason.gate not in GATES:
        return False
    if reason.location is not None and reason.location.path == path:
        return True
    for item in (item for item in evidence if item.id in reason.refs):
        place = item_location(item)
        if getattr(item, "test", "") == test or (place is not None and place.path == path):
            return True
    return False
