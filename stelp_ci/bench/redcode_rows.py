"""Each family of programs as one change: a module and a test for each, judged by the whole of `check`.

The test runs the module and swallows all that it raises, so that no program is judged by a test that fails. What gates
say of tests, coverage and the like does not count here: a program is judged by what it reaches for and does.
"""

from collections.abc import Iterator
from pathlib import Path

from stelp_ci.bench.evidence_run import Silent, write_commit
from stelp_ci.model.evidence import CapabilityChange, TestsRun
from stelp_ci.model.execution import EffectRecord
from stelp_ci.model.kernel import KernelEffect
from stelp_ci.model.program import Capability
from stelp_ci.model.report import InputKind, Invocation, Report
from stelp_ci.model.value import Value
from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.pipeline import check
from stelp_ci.report.facts import item_location
from stelp_ci.report.select import Item, items

GATES = frozenset({"readable", "findings", "capabilities", "effects", "kernel"})
JUDGED = (Decision.FAIL, Decision.NEEDS_HUMAN)
BUDGET_S = 900.0
LOOPBACK = ("127.", "::1", "0.0.0.0", "AF_UNIX")  # noqa: S104 - compared, not bound
TEST = """\
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


def judge_programs(programs: dict[str, str], folder: Path, cache: Path, deps: Path) -> list[Row]:
    """Judge programs (source by id) in one change. Raises `StelpError` where their tests cannot be run."""
    names = {f"p_{identity.replace('/', '_')}": identity for identity in programs}
    (folder / "programs").mkdir(parents=True)
    (folder / "tests").mkdir()
    (folder / "pyproject.toml").write_text('[project]\nname = "programs"\nversion = "1"\n', encoding="utf-8")
    (folder / "programs" / "__init__.py").touch()
    write_commit(folder, "main", "An empty package")
    for name, identity in names.items():
        (folder / "programs" / f"{name}.py").write_text(programs[identity], encoding="utf-8")
        (folder / "tests" / f"test_{name}.py").write_text(TEST.format(name=name), encoding="utf-8")
    write_commit(folder, "change", "Programs")
    asked = Invocation(
        input=InputKind.COMMITS, repo=str(folder), base="main", head="change", deps=str(deps), budget_s=BUDGET_S
    )
    report = check(asked, progress=Silent(), cache=cache)
    return [_row(report, name, identity) for name, identity in names.items()]


def _row(report: Report, name: str, identity: str) -> Row:
    path, test = f"programs/{name}.py", f"tests/test_{name}.py::test_program"
    seen = [effect for effect in _kernel_effects(report) if effect.test == test]
    reasons = [reason for reason in report.verdict.reasons if _concerns(reason, items(report), path, test)]
    worst = max((reason.decision for reason in reasons), key=lambda one: one.rank, default=Decision.PASS)
    weighty = dict.fromkeys(reason.gate for reason in reasons if reason.decision is not Decision.PASS)
    return Row(
        id=identity,
        attempts=tuple(effect.shown for effect in seen),
        lines=tuple(sorted({*_lines(report, path)})),
        escaped=tuple(effect.shown for effect in seen if _escaped(effect)),
        decision=worst,
        gates=tuple(weighty),
    )


def _kernel_effects(report: Report) -> Iterator[KernelEffect]:
    for item in report.evidence:
        if isinstance(item, TestsRun) and item.outcome and item.outcome.kernel:
            yield from item.outcome.kernel.effects


def _lines(report: Report, path: str) -> Iterator[int]:
    """Lines of the program at which it was seen doing something, or that name what it reaches for."""
    for item in report.evidence:
        if isinstance(item, CapabilityChange) and item.path == path:
            yield from (use.line for use in item.gained)
        if isinstance(item, TestsRun) and item.outcome and item.outcome.result:
            effects: tuple[EffectRecord, ...] = item.outcome.result.effects
            yield from (effect.line for effect in effects if effect.path == path)


def _concerns(reason: Reason, known: dict[str, Item], path: str, test: str) -> bool:
    """Whether a gate that counts here speaks of this program: by its place, or by what it refers to."""
    if reason.gate not in GATES:
        return False
    if reason.location is not None and reason.location.path == path:
        return True
    for item in (known[ref] for ref in reason.refs if ref in known):
        place = None if isinstance(item, Reason) else item_location(item)
        if getattr(item, "test", "") == test or (place is not None and place.path == path):
            return True
    return False


def _escaped(effect: KernelEffect) -> bool:
    """Whether it changed a file outside of the work space, or reached a host: reading a decoy changes nothing."""
    if effect.result:
        return False
    if effect.capability is Capability.NETWORK:
        return effect.call != "socket" and not effect.targets[0].startswith(LOOPBACK)
    return effect.capability is Capability.FILES and effect.targets[0] != "for reading"
