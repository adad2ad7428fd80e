"""Honest changes of released projects, with their evidence held against plain pytest on the same combinations."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.evidence.derive import Derived
from stelp_ci.bench.evidence.run import OF_TESTS, Silent, judge_change, write_commit
from stelp_ci.errors import StelpError
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.layer import LayerJob, dependency_layer
from stelp_ci.execute.project import prepare_project
from stelp_ci.execute.python_choice import choose_python
from stelp_ci.model.evidence import NewTests, OnBase, Regression
from stelp_ci.model.report import Report
from stelp_ci.model.settings import DependencySettings
from stelp_ci.model.source import SourceTree
from stelp_ci.model.verdict import Decision

GATES = frozenset({"tampering", "vacuous", "claims"})
"""The gates that weigh what these probes bring."""

TIMEOUT_S = 600
_LINE = re.compile(r"^(PASSED|FAILED|ERROR|XFAIL|XPASS|SUBFAILED.*?) (\S+?\.py(?:::\w+)+)", re.MULTILINE)
"""The outcome and the test function: parameters, which may hold anything, stand behind it.

NOTE: of a unittest whose subtests fail, pytest 9 says PASSED as well, and SUBFAILED for each of those.
"""

_SAID = ("=", "passed", "failed", "no tests ran")
"""What stands in the last line of every run that came to its end."""

_SKIPPED = re.compile(r"^(\S+?\.py(?:::\w+)+)(?:\[.*\])? SKIPPED\b", re.MULTILINE)
"""A test that was skipped, as `-v` tells it."""

_OPTIONS = ("-v", "-p", "no:cacheprovider", "--color=no", "-rA", "--tb=no")


class Plain(NamedTuple):
    """Test functions that have a result, and whether they passed with all their parameter sets; and skipped ones."""

    passed: dict[str, bool]
    skipped: frozenset[str] = frozenset()


class RealResult(NamedTuple):
    """One change. `wrong` are test functions of which our evidence and plain pytest disagree; None: nothing to hold.

    `reasons` are those with weight, of the gates that weigh these probes.
    """

    name: str
    wrong: tuple[str, ...] | None
    compared: int
    reasons: tuple[tuple[Decision, str], ...]

    @property
    def decision(self) -> Decision:
        """The worst of what these probes led to."""
        return max((decision for decision, _ in self.reasons), key=lambda one: one.rank, default=Decision.PASS)


class Trees(NamedTuple):
    """The four combinations of code and tests, the older of each first in the name."""

    old_code_old_tests: Path
    old_code_new_tests: Path
    new_code_old_tests: Path
    new_code_new_tests: Path


def judge_real(derived: Derived, release: Path, name: str, folder: Path, cache: Path) -> RealResult:
    """Judge one derived change of the unpacked `release`, and run plain pytest on all four combinations.

    Nothing is held where the older tests do not pass on the older code, or the newer on the newer: then the release
    did not change this function alone.
    """
    trees = write_trees(derived, release, folder)
    targets = tuple(sorted({nodeid.partition("::")[0] for nodeid in derived.written}))
    plain = [run_plain(tree, targets, cache) for tree in trees]
    if not _stands_alone(derived, plain):
        return RealResult(name, None, 0, ())
    report = _judged(trees, derived, folder, cache)
    wrong, compared = _disagreements(report, derived, plain[1], plain[2])
    weighty = [one for one in report.verdict.reasons if one.gate in GATES and one.decision is not Decision.PASS]
    return RealResult(name, wrong, compared, tuple((one.decision, one.message) for one in weighty))


def write_trees(derived: Derived, release: Path, folder: Path) -> Trees:
    """The four combinations below the new directory `folder`."""
    made = Trees(*(folder / name for name in Trees._fields))
    for tree, files in zip(made, ({**derived.code, **derived.tests}, derived.code, derived.tests, {}), strict=True):
        shutil.copytree(release, tree, symlinks=True)
        for path, text in files.items():
            (tree / path).write_text(text, encoding="utf-8")
    return made


def _judged(trees: Trees, derived: Derived, folder: Path, cache: Path) -> Report:
    repository = folder / "judged" / "repository"
    shutil.copytree(trees.old_code_old_tests, repository, symlinks=True)
    write_commit(repository, "main", "Base")
    for path in (*derived.code, *derived.tests):
        shutil.copyfile(trees.new_code_new_tests / path, repository / path)
    write_commit(repository, "change", f"Change {derived.function.rpartition(':')[2]}")
    return judge_change(repository, cache, OF_TESTS)


def _stands_alone(derived: Derived, plain: list[Plain]) -> bool:
    old, new = plain[0].passed, plain[3].passed
    return all(old.values()) and bool(old or derived.added) and all(new.get(test, False) for test in derived.written)


def _disagreements(report: Report, derived: Derived, on_base: Plain, on_head: Plain) -> tuple[tuple[str, ...], int]:
    """Test functions for which what we say and what plain pytest does differ, and how many were compared.

    Of a test that plain pytest skips we have to say nothing.
    """
    ours = {test.nodeid: test.on_base for item in report.evidence if isinstance(item, NewTests) for test in item.tests}
    passes = {nodeid: how is OnBase.PASSES for nodeid, how in ours.items()}
    silent = on_base.skipped - on_base.passed.keys()
    expected = {test: None if test in silent else on_base.passed.get(test, False) for test in derived.written}
    wrong = [test for test, passed in expected.items() if passes.get(test) is not passed]
    old = [item for item in report.evidence if isinstance(item, Regression)]
    held = {test for item in old for test in item.passed}
    wrong += [test for test, passed in on_head.passed.items() if (test in held) is not passed]
    return tuple(dict.fromkeys(wrong)), len({*derived.written, *on_head.passed})


def run_plain(tree: Path, targets: tuple[str, ...], cache: Path) -> Plain:
    """What pytest alone says of each test function, in gVisor (`runsc do`), without a line of our runner.

    Tests of a file that cannot be collected have no result.
    """
    present = [target for target in targets if (tree / target).is_file()]
    if not present:
        return Plain({})
    interpreter = inspect_interpreter(choose_python(explicit=None, repo=None, environment={}))
    source = SourceTree(tree, tree.name)
    layer = dependency_layer(LayerJob(source, DependencySettings(), "auto", interpreter, cache), Silent())
    scratch = tree.parent / f"{tree.name}.prepared"
    scratch.mkdir()
    project = prepare_project(source, scratch)
    own = [project.metadata_layer] if project.metadata_layer else []
    parts = [project.source / path for path in project.import_paths]
    path = os.pathsep.join(str(part) for part in (*parts, *own, *layer.paths, harness_layer(cache, interpreter).site))
    plain = ["/usr/bin/env", "-i", f"PYTHONPATH={path}", "PATH=/usr/bin:/bin", "HOME=/tmp", "PYTHONDONTWRITEBYTECODE=1"]
    python = [str(interpreter.executable), "-s", "-S"]  # what is installed beside it is not the project's
    command = [*_runsc_do(project.source), *plain, *python, "-m", "pytest", *_OPTIONS]
    done = subprocess.run([*command, *present], capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    if not any(word in done.stdout for word in _SAID):
        raise StelpError(f"plain pytest said nothing: {(done.stdout + done.stderr)[-500:]}", remedy="run it by hand")
    return Plain(_functions(done.stdout), frozenset(_SKIPPED.findall(done.stdout)))


def _functions(output: str) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for outcome, name in _LINE.findall(output):
        found[name] = found.get(name, True) and outcome in ("PASSED", "XFAIL")
    return found


def _runsc_do(source: Path) -> list[str]:
    rootless = [] if os.geteuid() == 0 else ["--rootless"]
    runsc = shutil.which("runsc") or "runsc"
    return [runsc, *rootless, "--network=none", "--ignore-cgroups", "do", "-cwd", str(source), "--"]
