import pytest

from stelp_ci.model.evidence import Charge, NewTest, NewTests, OnBase, StubControl
from stelp_ci.model.execution import TestOutcome
from stelp_ci.model.finding import Location
from stelp_ci.model.verdict import Decision
from stelp_ci.report import wording


def test_a_pass_says_what_it_rests_on(samples):
    assert wording.headline(samples.honest_pass()) == (
        "3 passed; the tests notice 1 of 1 changed function; 3 scanners, 0 new findings in the change"
    )


def test_a_pass_without_tests_never_sounds_tested(samples):
    assert wording.headline(samples.report(Decision.PASS)).startswith("no test was run")


@pytest.mark.parametrize("decision", [Decision.FAIL, Decision.NEEDS_HUMAN, Decision.INCONCLUSIVE])
def test_a_verdict_without_reasons_says_so(samples, decision):
    assert wording.headline(samples.report(decision)) == "the verdict names no reason"


@pytest.mark.parametrize("decision", Decision)
def test_each_verdict_has_advice_of_its_own(decision):
    assert [other for other in Decision if wording.advice(other) == wording.advice(decision)] == [decision]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ran": 4}, "NO: 4 tests ran and none failed"),
        ({"ran": 0}, "NO: no test ran against the stub"),
        ({"ran": 1, "noticed_by": "t.py::t"}, "yes, by t.py::t"),
        ({"not_assessed": "nested function"}, "not tried: nested function"),
    ],
)
def test_a_control_that_did_not_run_never_sounds_noticed(fields, said):
    assert wording.control(StubControl(id="E-1", path="a.py", unit="f", line=1, **fields)) == said


@pytest.mark.parametrize(
    ("charge", "said"),
    [
        (Charge.CHANGE, "failed; passed on the base"),
        (Charge.PROJECT, "failed; passed on the base; not charged: the project's own"),
        (Charge.SURROUNDINGS, "failed; passed on the base; not charged: the surroundings' fault"),
        (None, "failed; passed on the base"),
    ],
)
def test_a_test_says_to_whom_it_is_charged(samples, charge, said):
    assert wording.test_story(samples.a_test("t", TestOutcome.FAILED, charge=charge)) == said


def test_a_complaint_names_the_exception_once(samples):
    test = samples.a_test("t", TestOutcome.FAILED, exception="KeyError", message="\n\nKeyError: 'x'\nmore")
    assert wording.test_complaint(test) == "KeyError: 'x'"
    missing = samples.a_test("t", TestOutcome.ERROR, exception="ModuleNotFoundError", missing="psycopg")
    assert wording.test_complaint(missing) == "ModuleNotFoundError: module psycopg is missing"


def test_an_end_names_its_limit_signal_exit_code_and_violation(samples):
    ended = samples.Ended(id="E-1", what="gone", test="", location=None, signal="SIGSEGV", exit_code=139, violation="v")
    assert wording.ended(ended) == "gone (signal SIGSEGV, exit code 139, v)"


def test_numbers_and_verbs_agree():
    tests = [NewTest(nodeid=f"t::{number}", added=True, on_base=OnBase.ASSERTION) for number in range(2)]
    passing = NewTest(nodeid="t::p", added=True, on_base=OnBase.PASSES)
    said = wording.new_tests(NewTests(id="E-1", targets=(), tests=(*tests, passing)))
    assert said == "new and changed tests on the base's code: 2 fail by assertion, 1 passes"


def test_a_test_goes_by_its_name_beside_the_place_of_its_file():
    place = Location(path="tests/t.py", line=3, end_line=3)
    assert wording.beside(place, "tests/t.py::test_x fails") == "test_x fails"
    assert wording.beside(None, "tests/t.py::test_x fails") == "tests/t.py::test_x fails"
    assert wording.beside(place, "tests/other.py::test_x fails") == "tests/other.py::test_x fails"
