"""The guarded profile's benchmark: a whole suite on both sides, and every traceback of it line by line."""

import sys
from pathlib import Path

import pytest
from msgspec import structs

from stelp_ci.bench.benchmark import Options
from stelp_ci.bench.guarded import NOBODY, measure
from stelp_ci.bench.suites import run_suite, task_of
from stelp_ci.bench.tracebacks import Tracebacks, compare, compared_by, faulty_task, tracebacks_of, with_faults
from stelp_ci.cache import cache_directory
from stelp_ci.cli.progress import Silent
from stelp_ci.errors import StelpError
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import open_sandbox
from stelp_ci.model.execution import Outcome, PytestTask, RuntimeIdentity
from stelp_ci.model.source import Runnable

MODULE = """import builtins


def outer():
    try:
        return inner()
    except:
        raise


def inner():
    return least() + least() + least()


def least():
    return 1


def another():
    return 1


def aware():
    if hasattr(builtins, "__stelp_denied__"):
        return least()
    return another()
"""
TESTS = """import pytest

from mod import aware, inner, outer


@pytest.mark.parametrize("number", range(12))
def test_outer(number):
    assert outer() == 3


def test_inner():
    with pytest.raises(AssertionError):
        assert inner() == 4
"""
AWARE = "\n\n@pytest.mark.parametrize('number', range(20))\ndef test_aware(number):\n    assert aware() == 1\n"
HERE: Tracebacks = {("t::a", "call"): ((("m.py", 1, "f"),),), ("t::b", "call"): ((("m.py", 5, "g"),),)}
THERE: Tracebacks = {**HERE, ("t::b", "call"): ((("m.py", 6, "g"),),)}


def write_project(folder: Path, tests: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "sample"\nversion = "1"\n')
    (folder / "mod.py").write_text(MODULE)
    (folder / "test_mod.py").write_text(tests)
    return folder


def test_a_traceback_at_another_line_has_moved_and_one_that_alternates_is_unsteady() -> None:
    assert compare([HERE], [HERE]) == (2, (), ())
    assert compare([HERE], [THERE]) == (1, ("t::b",), ())
    assert compare([HERE, HERE], [THERE, HERE]) == (1, (), ("t::b",))
    assert compare([HERE], [{}]).moved == ("t::a", "t::b")


def test_both_sides_are_run_again_while_something_seems_to_have_moved() -> None:
    runs = [HERE, THERE, THERE, THERE]
    assert compared_by(lambda _: runs.pop(0)) == (1, (), ("t::b",))
    assert not runs
    assert compared_by(lambda guarded: THERE if guarded else HERE).moved == ("t::b",)


def test_tracebacks_that_were_not_told_are_an_error_and_not_the_same() -> None:
    runtime = RuntimeIdentity(name="runsc", version="1", platform="ptrace", sha256="", path="", rootless=False)
    with pytest.raises(StelpError, match="not known"):
        tracebacks_of("sample", Outcome(started=True, runtime=runtime, output="2 passed\n"))


@pytest.mark.gvisor
def test_a_suite_has_the_same_lines_in_every_traceback(tmp_path: Path) -> None:
    write_project(tmp_path / "data" / "sample", TESTS)
    result = measure(Options(runs=1, data=tmp_path / "data"), Silent())
    document = result.document["projects"]
    assert isinstance(document, dict)
    sample = document["sample"]
    assert sample["tests"] == 13 and sample["different"] == ()
    assert sample["tracebacks"]["moved"] == sample["tracebacks"]["unsteady"] == ()
    assert sample["tracebacks"]["same"] >= 5
    assert "same lines in every traceback" in result.text


@pytest.mark.gvisor
def test_code_that_goes_another_way_under_the_profile_is_named(tmp_path: Path) -> None:
    cache, interpreter = cache_directory(), inspect_interpreter(Path(sys.executable))
    sandbox = open_sandbox(interpreter=interpreter, harness=harness_layer(cache, interpreter).site, cache=cache)
    project = with_faults(Runnable(write_project(tmp_path / "sample", TESTS + AWARE), (".",), ()), tmp_path / "faults")

    def told(task: PytestTask) -> Tracebacks:
        return tracebacks_of("sample", run_suite("sample", project, sandbox, faulty_task(task)).outcome)

    plain = task_of(project)
    compared = compare([told(plain)], [told(structs.replace(plain, trace=True, deny=(NOBODY,)))])
    assert compared.moved and all("test_aware" in nodeid for nodeid in compared.moved)
    assert compared.same >= 5
