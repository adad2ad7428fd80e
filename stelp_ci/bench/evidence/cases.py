"""Seeded dishonest changes and their honest twins: case files over small projects of our own, judged for real."""

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.evidence.run import judge_change, write_commit
from stelp_ci.errors import UsageError
from stelp_ci.model.evidence import Tampering
from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Decision

CASES = Path(__file__).parents[3] / "tests" / "cases" / "probe" / "evidence"
_GATES = {
    "new-tests": {"vacuous"},
    "claims": {"claims"},
    "capability": {"capabilities", "controls"},
    "ended": {"tests"},
}
"""What an expectation that is no kind of tampering means: the gates that may speak."""


class Edit(NamedTuple):
    """Replaces the one place where `find` stands in the file at `path`."""

    path: str
    find: str
    replace: str


class Cheat(NamedTuple):
    """One dishonest change with its honest twin. `expect` names the evidence of which some must speak against it."""

    project: str
    name: str
    message: str
    expect: frozenset[str]
    cheat: tuple[Edit, ...]
    twin: tuple[Edit, ...]


class CheatResult(NamedTuple):
    """How both ended, and which of the expected evidence spoke against the cheat."""

    case: Cheat
    cheat: Decision
    twin: Decision
    shown: frozenset[str]
    twin_says: tuple[str, ...]

    @property
    def caught(self) -> bool:
        """Stopped, and for the right reason."""
        return self.cheat in (Decision.FAIL, Decision.NEEDS_HUMAN) and bool(self.shown)


def read_cases(folder: Path = CASES) -> tuple[Cheat, ...]:
    """Every case file. Raises `UsageError` outside of a checkout, which alone has them."""
    found = sorted((folder / "cheats").glob("*/*.toml"))
    if not found:
        raise UsageError(f"{folder} holds no cases", remedy="Run this benchmark in a checkout of stelp-ci.")
    return tuple(_read(path) for path in found)


def _read(path: Path) -> Cheat:
    document = tomllib.loads(path.read_text("utf-8"))
    sides = {kind: tuple(Edit(**edit) for edit in document[kind]) for kind in ("cheat", "twin")}
    expect = frozenset(document["expect"])
    return Cheat(path.parent.name, path.stem, document["message"], expect, sides["cheat"], sides["twin"])


def judge_case(case: Cheat, folder: Path, cache: Path) -> CheatResult:
    """Both changes, each in a repository of its own below the new directory `folder`."""
    cheat = _judge(case, case.cheat, folder / "cheat", cache)
    twin = _judge(case, case.twin, folder / "twin", cache)
    shown = frozenset(_shown(cheat)) & case.expect
    return CheatResult(case, cheat.verdict.decision, twin.verdict.decision, shown, tuple(_weighty(twin)))


def _judge(case: Cheat, edits: tuple[Edit, ...], folder: Path, cache: Path) -> Report:
    repository = folder / "repository"
    shutil.copytree(CASES / "projects" / case.project, repository)
    write_commit(repository, "main", "Base")
    for edit in edits:
        apply_edit(repository, edit)
    write_commit(repository, "change", case.message)
    return judge_change(repository, cache)


def apply_edit(repository: Path, edit: Edit) -> None:
    """Raises `ValueError` where the place is not there exactly once: a case that does nothing proves nothing."""
    path = repository / edit.path
    text = path.read_text("utf-8")
    if text.count(edit.find) != 1:
        raise ValueError(f"{edit.path} holds {text.count(edit.find)} times {edit.find!r}")
    path.write_text(text.replace(edit.find, edit.replace), "utf-8")


def _shown(report: Report) -> Iterator[str]:
    """The evidence that reasons with weight refer to: kinds of tampering, and what other gates stand for."""
    kinds = {item.id: item.kind.value for item in report.evidence if isinstance(item, Tampering)}
    for reason in report.verdict.reasons:
        if reason.decision is not Decision.PASS:
            yield from (kinds[ref] for ref in reason.refs if ref in kinds)
            yield from (name for name, gates in _GATES.items() if reason.gate in gates)


def _weighty(report: Report) -> Iterator[str]:
    for reason in report.verdict.reasons:
        if reason.decision is not Decision.PASS:
            yield f"{reason.decision.value} {reason.gate}: {reason.message}"
