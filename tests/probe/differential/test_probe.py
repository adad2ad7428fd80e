"""Both versions of every kind of function, called in real sandboxes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stelp_ci.model.evidence import Evidence
from stelp_ci.model.measured import Coverage, Differential, Mutants
from stelp_ci.model.ports import Sandbox
from stelp_ci.probe import tests
from stelp_ci.probe.coverage import probe as coverage
from stelp_ci.probe.differential import probe as differential
from stelp_ci.probe.mutants import probe as mutants
from tests.probe.measured import changed

CASES = Path("tests/cases/probe/differential")
pytestmark = pytest.mark.gvisor


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Iterator[tuple[Evidence, ...]]:
    """All that the probes say of the cases."""
    calls = (CASES / "calls.py").read_text("utf-8")
    base, head = (
        {"shop.py": (CASES / name).read_text("utf-8"), "test_shop.py": calls} for name in ("base.py", "head.py")
    )
    with changed(tmp_path_factory.mktemp("change"), base, head, sandbox) as job:
        so_far: tuple[Evidence, ...] = ()
        for assess in (tests.assess, coverage.assess, differential.assess, mutants.assess):
            so_far += assess(job, so_far)
        yield so_far


@pytest.mark.parametrize(
    ("unit", "call", "base", "head"),
    [
        ("size_text", "size_text(size=10", "'1.0 K'", " B'"),
        ("last_items", "last_items(values=[1], count=0)", "[]", "[1]"),
        ("rows", "rows(width=", "[[", "<the same object>"),
        ("halves", "halves(numbers=[1])", "{'items': [0]}", "{'items': [1]}"),
        ("doubled", "doubled(number=0)", "0", "None"),
        ("rounded", "rounded(price=", "", ""),
        ("lookup", "lookup(table={}, key=", "raises KeyError", "None"),
        ("Account.withdraw", "Account.withdraw(self=<Account balance=0>, amount=0)", "0", "raises ValueError"),
    ],
)
def test_a_difference_is_told_by_one_small_call(
    evidence: tuple[Evidence, ...], unit: str, call: str, base: str, head: str
) -> None:
    (found,) = (item for item in evidence if isinstance(item, Differential) and item.unit == unit)
    assert found.difference is not None, found
    assert found.difference.call.startswith(call)
    assert base in found.difference.base
    assert head in found.difference.head
    assert found.recorded


def test_a_rewriting_that_keeps_behaviour_has_no_difference(evidence: tuple[Evidence, ...]) -> None:
    (found,) = (item for item in evidence if isinstance(item, Differential) and item.unit == "same")
    assert found.difference is None
    assert found.compared > 50


def test_what_answers_differently_each_time_is_not_compared(evidence: tuple[Evidence, ...]) -> None:
    (found,) = (item for item in evidence if isinstance(item, Differential) and item.unit == "ticks")
    assert found.difference is None
    assert "twice" in found.not_assessed


def test_every_changed_function_has_its_coverage_and_its_faults(evidence: tuple[Evidence, ...]) -> None:
    covered = {item.unit: item for item in evidence if isinstance(item, Coverage)}
    faults = {item.unit: item for item in evidence if isinstance(item, Mutants)}
    assert covered.keys() == faults.keys()
    assert len(covered) == 10
    assert (covered["size_text"].covered, covered["size_text"].branches, covered["size_text"].taken) == (1, 2, 2)
    assert covered["lookup"].missed == (covered["lookup"].line + 2,)
    assert faults["size_text"].survivors[0].before == "<="
    assert faults["same"].noticed == faults["same"].tried > 1
