"""pytest inside the sandbox says of a project what plain pytest says of it, and says where and why."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import RunscSandbox, open_sandbox
from stelp_ci.model.execution import (
    Limits,
    Outcome,
    PytestResult,
    PytestTask,
    SandboxJob,
    TestOutcome,
    TestRecord,
)

pytestmark = pytest.mark.gvisor
PROJECTS = Path(__file__).parent.parent / "cases" / "execute" / "pytest"
FEATURES = PROJECTS / "features"
TASK = PytestTask(
    targets=("tests", "src"),
    import_paths=("src", "."),
    deselect_marks=("service", "slow"),
    ignore=("tests/unit/test_left_out.py",),
    options=("--no-cov", "-v"),
)


def pythons() -> list[str]:
    """The interpreters of the supported versions on this machine: on PATH, or beside it under pyenv."""
    found: list[str] = []
    for version in ("3.12", "3.13", "3.10"):
        candidates = [*(Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python{version}")]
        candidates += [Path(path)] if (path := shutil.which(f"python{version}")) is not None else []
        working = [
            str(path) for path in candidates if subprocess.run([path, "-V"], capture_output=True).returncode == 0
        ]
        found += working[:1]
    return found


def result_of(outcome: Outcome) -> PytestResult:
    assert outcome.violation == ""
    assert outcome.result is not None, outcome
    return outcome.result


def last_part(nodeid: str) -> str:
    return nodeid.removeprefix("tests/unit/test_features.py::")


def named(result: PytestResult, name: str) -> TestRecord:
    return next(test for test in result.tests if last_part(test.nodeid) == name)


@pytest.fixture(scope="module")
def features(sandbox: RunscSandbox) -> Outcome:
    return sandbox.run(SandboxJob(FEATURES, TASK, Limits()))


@pytest.fixture(scope="module")
def broken(sandbox: RunscSandbox) -> Outcome:
    return sandbox.run(SandboxJob(PROJECTS / "broken", PytestTask(targets=("tests",)), Limits()))


def test_each_kind_of_test_has_its_outcome(features: Outcome) -> None:
    result = result_of(features)
    expected: dict[str, Any] = msgspec.json.decode((FEATURES / "expected.json").read_bytes())
    assert {last_part(test.nodeid): test.outcome.value for test in result.tests} == expected, features.output
    assert result.completed
    assert (features.exit_code, features.signal, features.limit) == (1, "", None)


def test_a_failure_says_where_and_why(features: Outcome) -> None:
    failed = named(result_of(features), "test_fails")
    assert (failed.path, failed.exception) == ("tests/unit/test_features.py", "AssertionError")
    assert "one is not two" in failed.message
    assert line_of(FEATURES / failed.path, failed.line) == 'assert shop_module.total([1]) == 2, "one is not two"'
    deeper = named(result_of(features), "test_raises_in_source")
    assert (deeper.path, deeper.exception) == ("src/shop/__init__.py", "TypeError")
    assert line_of(FEATURES / deeper.path, deeper.line) == "return sum(prices)"


def line_of(path: Path, number: int) -> str:
    return path.read_text(encoding="utf-8").splitlines()[number - 1].strip()


def test_a_missing_module_is_named(features: Outcome) -> None:
    result = result_of(features)
    assert named(result, "test_missing_module").missing == "module_that_is_nowhere"
    assert [(skip.path, skip.missing) for skip in result.skipped_files] == [
        ("tests/unit/test_optional.py", "module_that_is_optional")
    ]


def test_what_cannot_be_collected_is_told_file_by_file(broken: Outcome) -> None:
    result = result_of(broken)
    told = {error.path: (error.exception, error.line, error.missing) for error in result.collect_errors}
    assert told == {
        "tests/test_missing.py": ("ModuleNotFoundError", 1, "module_b"),
        "tests/test_syntax.py": ("SyntaxError", 1, ""),
        "tests/test_raises.py": ("ValueError", 5, ""),
        "tests/sub/conftest.py": ("ModuleNotFoundError", 1, "module_c"),
    } or told == {
        "tests/test_missing.py": ("ModuleNotFoundError", 1, "module_b"),
        "tests/test_syntax.py": ("SyntaxError", 1, ""),
        "tests/test_raises.py": ("ValueError", 5, ""),
        "tests/sub": ("ModuleNotFoundError", 0, "module_c"),
    }, broken.output
    assert [(test.nodeid, test.missing) for test in result.tests] == [("tests/test_fine.py::test_a", "module_a")]


def test_a_missing_module_in_the_first_conftest_is_named(sandbox: RunscSandbox) -> None:
    task = PytestTask(targets=("tests/sub",))
    result = result_of(sandbox.run(SandboxJob(PROJECTS / "broken", task, Limits())))
    assert not result.completed
    assert [(error.path, error.missing) for error in result.collect_errors] == [("tests/sub/conftest.py", "module_c")]


@pytest.mark.parametrize("target", ["absent.py", "tests/absent.py::test_it"])
def test_a_target_that_is_not_there_is_a_usage_error(target: str, sandbox: RunscSandbox) -> None:
    result = result_of(sandbox.run(SandboxJob(PROJECTS / "broken", PytestTask(targets=(target,)), Limits())))
    assert not result.completed
    assert "absent.py" in result.usage_error


def test_layers_bring_modules_and_plugins(sandbox: RunscSandbox, tmp_path: Path) -> None:
    source, first, second = (tmp_path / name for name in ("source", "first", "second"))
    for directory in (source, first / "deep", second):
        directory.mkdir(parents=True)
    (first / "brought.py").write_text("NAME = 'first'\n", encoding="utf-8")
    (second / "brought.py").write_text("NAME = 'second'\n", encoding="utf-8")
    (first / "extra.pth").write_text("deep\n", encoding="utf-8")
    (first / "deep" / "deeper.py").write_text("", encoding="utf-8")
    (second / "plugin_of_layer.py").write_text(
        "import pytest\n\n\n@pytest.fixture\ndef given():\n    return 1\n", encoding="utf-8"
    )
    (source / "packaging.py").write_text("NAME = 'own'\n", encoding="utf-8")
    (source / "test_it.py").write_text(
        "import brought, deeper, packaging\n\n\ndef test_it(given):\n"
        "    assert (brought.NAME, packaging.NAME, given) == ('first', 'own', 1)\n",
        encoding="utf-8",
    )
    task = PytestTask(targets=("test_it.py",), plugins=("plugin_of_layer",))
    outcome = sandbox.run(SandboxJob(source, task, Limits(), (first, second)))
    assert [test.outcome for test in result_of(outcome).tests] == [TestOutcome.PASSED], outcome.output


@pytest.mark.parametrize("python", pythons())
def test_every_supported_python_runs_the_same_tests(python: str, harness: Path, sandbox_cache: Path) -> None:
    other = open_sandbox(interpreter=inspect_interpreter(Path(python)), harness=harness, cache=sandbox_cache)
    outcome = other.run(SandboxJob(FEATURES, TASK, Limits()))
    if outcome.runtime.python.startswith("3.10.") and not (harness / "exceptiongroup").exists():
        assert "pytest cannot be imported" in result_of(outcome).usage_error  # that Python's pytest needs more
        return
    expected: dict[str, Any] = msgspec.json.decode((FEATURES / "expected.json").read_bytes())
    seen = {last_part(test.nodeid): test.outcome.value for test in result_of(outcome).tests}
    assert seen == expected, outcome.output
    assert outcome.runtime.python.startswith(Path(python).name.removeprefix("python"))


def test_the_base_python_of_the_running_one_is_used(sandbox: RunscSandbox) -> None:
    assert sandbox.identity.python.split(".")[:2] == [str(part) for part in sys.version_info[:2]]
