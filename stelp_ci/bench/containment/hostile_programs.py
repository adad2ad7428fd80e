"""The hostile programs: case files, each a module of pytest, and how each is run."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec

from stelp_ci.bench.containment.canaries import canaries, tree_state
from stelp_ci.errors import StelpError
from stelp_ci.model.execution import Limits, Outcome, PytestTask, SandboxJob, TestOutcome
from stelp_ci.model.ports import Sandbox

FOLDERS = ("hostile", "containment")
SUPPORT = "support"
FAMILIES = {"hostile": "verdict and limits"}
"""The family of those whose case does not name one."""

PASSING_TEST = "def test_it():\n    assert True\n"
SMALL: dict[str, Any] = {
    "wall_s": 40.0,
    "cpu_s": 30,
    "memory_mib": 384,
    "processes": 24,
    "file_mib": 24,
    "tmpfs_mib": 64,
    "output_kib": 256,
}


class Hostile(NamedTuple):
    """One program and what is expected of its run. `name` is the file's stem, `support` stands beside the program."""

    name: str
    family: str
    text: str
    expected: dict[str, Any]
    support: tuple[Path, ...]

    def job(self, directory: Path, canary: dict[str, Any]) -> SandboxJob:
        """The run: the program is the only test file, or stands beside an innocent one under the name it asks for."""
        source = directory / self.name
        source.mkdir()
        for path in self.support:
            shutil.copyfile(path, source / path.name)
        (source / "canary.json").write_bytes(msgspec.json.encode(canary))
        (source / "test_case.py").write_text(self.expected.get("test", PASSING_TEST), encoding="utf-8")
        (source / self.expected.get("as", "test_case.py")).write_text(self.text, encoding="utf-8")
        limits = msgspec.convert({**SMALL, **self.expected.get("limits", {})}, Limits)
        return SandboxJob(source, PytestTask(targets=("test_case.py",)), limits)


def read_programs(cases: Path) -> tuple[Hostile, ...]:
    """All of them, by folder and name. Raises `StelpError` where there are none: they are part of the checkout."""
    programs = tuple(_read(path) for folder in FOLDERS for path in sorted((cases / folder).glob("*.py")))
    if not programs:
        raise StelpError(
            f"{cases} holds no hostile programs", remedy="run it in a checkout, or name the folder with --data"
        )
    return programs


def _read(path: Path) -> Hostile:
    expected: dict[str, Any] = msgspec.json.decode(path.with_suffix(".json").read_bytes())
    family = expected.pop("family", FAMILIES.get(path.parent.name, path.parent.name))
    support = tuple(sorted((path.parent / SUPPORT).glob("*.py")))
    return Hostile(path.stem, family, path.read_text(encoding="utf-8"), expected, support)


def sample(programs: Iterable[Hostile], most: int) -> tuple[Hostile, ...]:
    """At most that many, as even over the families as can be, in their order."""
    by_family: dict[str, list[Hostile]] = {}
    for program in programs:
        by_family.setdefault(program.family, []).append(program)
    turns = [
        group[turn]
        for turn in range(max(map(len, by_family.values())))
        for group in by_family.values()
        if turn < len(group)
    ]
    return tuple(turns[:most])


def among_canaries(sandbox: Sandbox, program: Hostile) -> tuple[Outcome, tuple[str, ...]]:
    """What came of the program, and what it disturbed outside. Raises `SandboxError` where it was not run."""
    with canaries() as laid, TemporaryDirectory(prefix="stelp-ci-") as folder:
        job = program.job(Path(folder), laid.document)
        before = tree_state(job.source)
        outcome = sandbox.run(job)
        changed = () if tree_state(job.source) == before else ("the source was changed",)
        return outcome, (*laid.disturbed(repr(outcome)), *changed)


def is_complete_pass(outcome: Outcome) -> bool:
    """Whether a reader of the outcome could take it for a run in which everything went well."""
    if outcome.result is None or outcome.violation or outcome.limit or outcome.signal:
        return False
    passed = [test.outcome is TestOutcome.PASSED for test in outcome.result.tests]
    return outcome.result.completed and all(passed) and bool(passed) and not outcome.result.collect_errors


def ending(outcome: Outcome) -> str:
    """How a run ended, in a few words for a table."""
    if outcome.limit is not None:
        return f"limit: {outcome.limit.value}"
    if outcome.signal:
        return outcome.signal
    if outcome.violation:
        return outcome.violation[:48]
    result = outcome.result
    if result is None or not result.tests:
        return f"exit {outcome.exit_code}, nothing collected"
    return "passed" if is_complete_pass(outcome) else f"exit {outcome.exit_code}, {result.tests[0].outcome.value}"
