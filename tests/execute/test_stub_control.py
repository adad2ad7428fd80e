"""A function that does nothing is noticed by the tests that test it, whatever kind of function it is."""

from pathlib import Path

import pytest

from stelp_ci.execute.runsc import RunscSandbox
from stelp_ci.model.execution import (
    Limits,
    Outcome,
    PytestTask,
    SandboxJob,
    Stub,
    StubBehaviour,
    StubRecord,
    TestOutcome,
)

pytestmark = pytest.mark.gvisor
PROJECT = Path(__file__).parent.parent / "cases" / "execute" / "pytest" / "stubs"
TESTS = "tests/test_kinds.py::test_"
NOTICED = {
    "plain": "plain",
    "with_defaults": "with_defaults",
    "cached": "cached",
    "decorated": "decorated",
    "counted": "counted",
    "waited": "waited",
    "streamed": "streamed",
    "Kinds.method": "method",
    "Kinds.static": "static",
    "Kinds.made": "made",
    "Kinds.size": "size",
    "Kinds.slow": "slow",
    "Kinds.__private": "public",
    "Kinds.Inner.deep": "deep",
}
UNLOCATED = ("absent", "closing.<locals>.times", "Kinds.limit", "Kinds.absent", "Point.__init__", "Absent.method")
KINDS = ("plain", "counted", "waited", "streamed")
"""A function, a generator, a coroutine and an asynchronous generator."""
ODD_MODULES = ("lib.absent", "math", "", "no such module")


def stub(qualname: str, behaviour: StubBehaviour = StubBehaviour.RETURN_NONE, module: str = "lib.kinds") -> Stub:
    return Stub(module=module, qualname=qualname, behaviour=behaviour)


@pytest.fixture(scope="module")
def outcome(sandbox: RunscSandbox) -> Outcome:
    stubs = (
        *(stub(name) for name in (*NOTICED, *UNLOCATED)),
        stub("untested"),
        stub("untested", StubBehaviour.RAISE),
        *(stub("sqrt", module=module) for module in ODD_MODULES),
    )
    task = PytestTask(targets=("tests",), stubs=stubs)
    return sandbox.run(SandboxJob(PROJECT, task, Limits()))


@pytest.fixture(scope="module")
def records(outcome: Outcome) -> dict[tuple[str, str, StubBehaviour], StubRecord]:
    assert outcome.result is not None, outcome
    return {(record.module, record.qualname, record.behaviour): record for record in outcome.result.stubs}


def test_the_real_run_is_not_touched_by_its_controls(outcome: Outcome) -> None:
    assert outcome.result is not None
    assert outcome.result.completed
    assert {test.outcome for test in outcome.result.tests} == {TestOutcome.PASSED}
    assert outcome.violation == ""
    assert len(outcome.result.stubs) == len(NOTICED) + len(UNLOCATED) + 2 + len(ODD_MODULES)


@pytest.mark.parametrize("name", NOTICED)
def test_a_stub_is_noticed_by_the_test_of_its_function(
    name: str, records: dict[tuple[str, str, StubBehaviour], StubRecord]
) -> None:
    record = records["lib.kinds", name, StubBehaviour.RETURN_NONE]
    assert (record.killed_by, record.unlocated) == (TESTS + NOTICED[name], "")


def test_functions_of_every_kind_can_be_made_to_give_one(sandbox: RunscSandbox) -> None:
    stubs = tuple(stub(name, StubBehaviour.RETURN_ONE) for name in KINDS)
    outcome = sandbox.run(SandboxJob(PROJECT, PytestTask(targets=("tests",), stubs=stubs), Limits()))
    assert outcome.result is not None, outcome
    noticed = {record.qualname: record.killed_by for record in outcome.result.stubs}
    # What waits for the coroutine expects 1, which is what the stub gives.
    assert noticed == {name: "" if name == "waited" else TESTS + NOTICED[name] for name in KINDS}


def test_a_test_that_asserts_nothing_does_not_notice_none_but_notices_an_error(
    records: dict[tuple[str, str, StubBehaviour], StubRecord],
) -> None:
    quiet = records["lib.kinds", "untested", StubBehaviour.RETURN_NONE]
    assert (quiet.killed_by, quiet.unlocated, quiet.ran) == ("", "", 15)
    assert records["lib.kinds", "untested", StubBehaviour.RAISE].killed_by == TESTS + "untested"


@pytest.mark.parametrize("name", UNLOCATED)
def test_what_is_not_a_python_function_of_the_module_is_unlocated(
    name: str, records: dict[tuple[str, str, StubBehaviour], StubRecord]
) -> None:
    record = records["lib.kinds", name, StubBehaviour.RETURN_NONE]
    assert record.unlocated
    assert (record.ran, record.killed_by) == (0, "")


@pytest.mark.parametrize("module", ODD_MODULES)
def test_a_module_that_cannot_be_had_is_unlocated(
    module: str, records: dict[tuple[str, str, StubBehaviour], StubRecord]
) -> None:
    assert records[module, "sqrt", StubBehaviour.RETURN_NONE].unlocated


def source(directory: Path, test: str) -> Path:
    directory.mkdir()
    (directory / "m.py").write_text("def f():\n    return True\n", encoding="utf-8")
    (directory / "test_it.py").write_text(test, encoding="utf-8")
    return directory


def run_one(sandbox: RunscSandbox, tree: Path, wall_s: float = 60) -> Outcome:
    task = PytestTask(targets=("test_it.py",), stubs=(stub("f", module="m"),))
    return sandbox.run(SandboxJob(tree, task, Limits(wall_s=wall_s)))


def test_a_stub_that_makes_a_test_hang_or_die_is_noticed(sandbox: RunscSandbox, tmp_path: Path) -> None:
    hangs = "import m\n\n\ndef test_it():\n    while not m.f():\n        pass\n"
    dies = "import m, os\n\n\ndef test_it():\n    m.f() or os._exit(0)\n"
    for number, test in enumerate((hangs, dies)):
        outcome = run_one(sandbox, source(tmp_path / str(number), test))
        assert outcome.result is not None
        assert outcome.result.completed, outcome.output
        assert outcome.limit is None
        assert [record.killed_by for record in outcome.result.stubs] == ["test_it.py::test_it"]


def test_a_test_that_fails_anyway_says_nothing_about_a_stub(sandbox: RunscSandbox, tmp_path: Path) -> None:
    outcome = run_one(sandbox, source(tmp_path / "s", "import m\n\n\ndef test_it():\n    assert not m.f()\n"))
    assert outcome.result is not None
    assert outcome.result.completed
    assert outcome.result.stubs == ()


def test_the_tests_that_pass_are_asked_though_another_fails(sandbox: RunscSandbox, tmp_path: Path) -> None:
    text = "import m\n\n\ndef test_broken():\n    assert not m.f()\n\n\ndef test_sound():\n    assert m.f()\n"
    outcome = run_one(sandbox, source(tmp_path / "s", text))
    assert outcome.result is not None
    assert [record.killed_by for record in outcome.result.stubs] == ["test_it.py::test_sound"]


def test_a_function_that_was_missed_once_is_not_stubbed_again(sandbox: RunscSandbox, tmp_path: Path) -> None:
    tree = source(tmp_path / "s", "import m\n\n\ndef test_it():\n    assert m.f()\n")
    stubs = tuple(stub("f", behaviour, module="m") for behaviour in StubBehaviour)
    outcome = sandbox.run(SandboxJob(tree, PytestTask(targets=("test_it.py",), stubs=stubs), Limits()))
    assert outcome.result is not None
    assert [record.behaviour for record in outcome.result.stubs] == [StubBehaviour.RETURN_NONE]


def test_a_test_that_spoils_its_process_costs_a_fork_and_no_truth(sandbox: RunscSandbox, tmp_path: Path) -> None:
    """After a failure, the first test leaves a mark that makes the others fail: they must not count as noticing."""
    tree = source(
        tmp_path / "s",
        """
import m

MARKS = []


def test_fragile():
    MARKS.append(1)
    assert m.f()
    MARKS.pop()


def test_careless():
    m.g()
    assert not MARKS
""",
    )
    (tree / "m.py").write_text("def f():\n    return True\n\n\ndef g():\n    return True\n", encoding="utf-8")
    stubs = (stub("f", module="m"), stub("g", module="m"))
    outcome = sandbox.run(SandboxJob(tree, PytestTask(targets=("test_it.py",), stubs=stubs), Limits()))
    assert outcome.result is not None
    assert [record.killed_by for record in outcome.result.stubs] == ["test_it.py::test_fragile", ""]


def test_a_project_that_makes_warnings_errors_does_not_notice_for_that(sandbox: RunscSandbox, tmp_path: Path) -> None:
    tree = source(tmp_path / "s", "import m\n\n\ndef test_other():\n    pass\n\n\ndef test_it():\n    m.f()\n")
    (tree / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", encoding="utf-8")
    outcome = run_one(sandbox, tree)
    assert outcome.result is not None
    assert [(record.killed_by, record.unlocated) for record in outcome.result.stubs] == [("", "")]


def test_a_test_that_cannot_be_run_twice_in_one_process_still_notices(sandbox: RunscSandbox, tmp_path: Path) -> None:
    text = "import m\n\nLEFT = [1]\n\n\ndef test_a():\n    pass\n\n\ndef test_it():\n    LEFT.pop()\n    assert m.f()\n"
    outcome = run_one(sandbox, source(tmp_path / "s", text))
    assert outcome.result is not None
    assert [(record.killed_by, record.unlocated) for record in outcome.result.stubs] == [("test_it.py::test_it", "")]
