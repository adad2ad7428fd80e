"""What changed code was seen doing, against what its base does under the same tests."""

from pathlib import Path

from stelp_ci.model.evidence import EffectChange, Evidence, NotAssessed, TestsRun
from stelp_ci.model.execution import EffectRecord, Outcome, PytestResult, TestOutcome, TestRecord
from stelp_ci.model.program import Capability
from stelp_ci.probe import effects, tests
from tests.probe.scripted import FILES, ScriptedSandbox, change_of, finished, job_of, runnable

PASSED = TestRecord(nodeid="tests/test_mod.py::test_double", outcome=TestOutcome.PASSED)


def effect(
    what: str, *, unit: str = "double", line: int = 2, path: str = "pkg/mod.py", denied: bool = False
) -> EffectRecord:
    return EffectRecord(capability=Capability.NETWORK, what=what, path=path, unit=unit, line=line, denied=denied)


def ran(*seen: EffectRecord, completed: bool = True) -> Outcome:
    return finished(PytestResult(tests=(PASSED,), effects=seen, completed=completed))


def assessed(tmp_path: Path, *outcomes: Outcome) -> tuple[tuple[Evidence, ...], int]:
    """The evidence of the probe, and how many runs it took with that of the tests."""
    sandbox = ScriptedSandbox(outcomes)
    head, base = runnable(tmp_path / "head", FILES), runnable(tmp_path / "base", FILES)
    job = job_of(change_of("double"), base, head, sandbox)
    so_far = tests.assess(job, ())
    assert any(isinstance(item, TestsRun) for item in so_far)
    return effects.assess(job, so_far), len(sandbox.jobs)


def test_code_that_does_nothing_costs_no_run_of_the_base(tmp_path: Path) -> None:
    assert assessed(tmp_path, ran()) == ((), 1)


def test_what_the_base_does_too_is_not_gained_wherever_its_line_is(tmp_path: Path) -> None:
    found, runs = assessed(tmp_path, ran(effect("socket.connect", line=9)), ran(effect("socket.connect", line=2)))
    assert (found, runs) == ((), 2)


def test_what_only_the_head_does_is_gained_at_its_line(tmp_path: Path) -> None:
    new = effect("socket.bind", line=9)
    (item,), _ = assessed(tmp_path, ran(effect("socket.connect"), new), ran(effect("socket.connect")))
    assert isinstance(item, EffectChange)
    assert (item.path, item.unit, item.gained) == ("pkg/mod.py", "double", (new,))


def test_units_that_the_change_leaves_alone_are_not_charged(tmp_path: Path) -> None:
    others = (effect("socket.bind", unit="note"), effect("socket.bind", path="tests/test_mod.py", unit="test_double"))
    assert assessed(tmp_path, ran(*others)) == ((), 1)


def test_what_is_denied_counts_even_where_the_base_tries_it(tmp_path: Path) -> None:
    tried = effect("socket.connect", denied=True)
    (item,), _ = assessed(tmp_path, ran(tried), ran(tried))
    assert isinstance(item, EffectChange)
    assert item.gained == (tried,)


def test_a_base_that_breaks_off_leaves_it_not_assessed(tmp_path: Path) -> None:
    (item,), _ = assessed(tmp_path, ran(effect("socket.bind")), ran(completed=False))
    assert isinstance(item, NotAssessed)
    assert item.subject == "effects"
