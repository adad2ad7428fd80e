"""The capability trace inside the sandbox: what the source hides is seen where it happens, and what is denied stops."""

import re
from pathlib import Path

import pytest

from stelp_ci.execute.runsc import RunscSandbox
from stelp_ci.model.execution import DenyRule, Limits, Outcome, PytestResult, PytestTask, SandboxJob
from stelp_ci.model.program import Capability

pytestmark = pytest.mark.gvisor
PROJECT = Path(__file__).parent.parent / "cases" / "execute" / "effects"
MARK = re.compile(r"# effect: (\S+) ([^#\n]+)")


def run(
    sandbox: RunscSandbox, project: Path, *targets: str, trace: bool = True, deny: tuple[DenyRule, ...] = ()
) -> Outcome:
    return sandbox.run(SandboxJob(project, PytestTask(targets=targets, trace=trace, deny=deny), Limits()))


def result_of(outcome: Outcome) -> PytestResult:
    assert outcome.result is not None, outcome
    assert outcome.result.completed, outcome
    return outcome.result


@pytest.fixture(scope="module")
def traced(sandbox: RunscSandbox) -> PytestResult:
    return result_of(run(sandbox, PROJECT, "tests/test_reaching.py"))


def expected() -> set[tuple[str, str, int]]:
    lines = (PROJECT / "reaching.py").read_text("utf-8").splitlines()
    marks = [(number, match) for number, line in enumerate(lines, 1) for match in MARK.finditer(line)]
    return {(match[1], match[2].strip(), number) for number, match in marks}


def test_each_effect_is_seen_at_its_own_line(traced: PytestResult) -> None:
    seen = {(item.capability.value, item.what, item.line) for item in traced.effects if item.path == "reaching.py"}
    assert expected() <= seen
    assert {line for _, _, line in seen} == {line for _, _, line in expected()}


def test_an_effect_names_its_unit_and_the_test_that_ran(traced: PytestResult) -> None:
    loads = next(item for item in traced.effects if item.what == "pickle.find_class")
    assert (loads.unit, loads.test) == ("Loader.load", "tests/test_reaching.py::test_loads")
    thread = next(item for item in traced.effects if item.what == "os.remove" and item.path == "reaching.py")
    assert thread.unit == "in_a_thread"


def test_what_libraries_do_on_their_own_is_not_charged(traced: PytestResult) -> None:
    assert [item for item in traced.effects if item.path == "harmless.py"] == []


def test_without_a_trace_nothing_is_told(sandbox: RunscSandbox) -> None:
    assert result_of(run(sandbox, PROJECT, "tests/test_reaching.py", trace=False)).effects == ()


@pytest.fixture(scope="module")
def denied(sandbox: RunscSandbox) -> PytestResult:
    rule = DenyRule(paths=("*.py",), capabilities=(Capability.PROCESSES,))
    return result_of(run(sandbox, PROJECT, "tests/test_swallowing.py", trace=False, deny=(rule,)))


def test_no_handler_of_the_project_takes_a_denial(denied: PytestResult) -> None:
    ends = {test.nodeid.rpartition("::")[2]: (test.outcome.value, test.exception) for test in denied.tests}
    stopped = ("failed", "CapabilityDenied")
    assert ends["test_bare"] == ends["test_base"] == ends["test_in_the_test_itself"] == stopped
    assert ends["test_narrow"] == ("passed", "")


def test_a_denial_that_a_library_swallows_is_told_all_the_same(denied: PytestResult) -> None:
    told = {(item.unit, item.what, item.denied) for item in denied.effects}
    assert ("suppressing", "os.system", True) in told


def test_a_traceback_shows_the_lines_of_the_source(denied: PytestResult) -> None:
    bare = next(test for test in denied.tests if test.nodeid.endswith("::test_bare"))
    lines = (PROJECT / "swallowing.py").read_text("utf-8").splitlines()
    assert bare.path == "swallowing.py"
    assert "os.system" in lines[bare.line - 1]


def test_byte_code_beside_the_source_is_not_believed(sandbox: RunscSandbox, tmp_path: Path) -> None:
    import importlib.util
    import marshal
    import sys

    (tmp_path / "mod.py").write_text("def answer():\n    return 'source'\n")
    (tmp_path / "test_mod.py").write_text("import mod\n\n\ndef test_it():\n    assert mod.answer() == 'source'\n")
    code = marshal.dumps(compile("def answer():\n    return 'byte code'\n", "/src/mod.py", "exec"))
    unchecked = (1).to_bytes(4, "little") + bytes(8)
    planted = tmp_path / "__pycache__" / f"mod.{sys.implementation.cache_tag}.pyc"
    planted.parent.mkdir()
    planted.write_bytes(importlib.util.MAGIC_NUMBER + unchecked + code)
    seen = result_of(run(sandbox, tmp_path, "test_mod.py", trace=False))
    assert [test.outcome.value for test in seen.tests] == ["passed"]
