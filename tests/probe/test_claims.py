"""What messages claim, and what was measured."""

import pytest

from stelp_ci.model.change import Change, ChangedUnit, ChangeKind, FileChange, Revision, Span, Unit, UnitKind
from stelp_ci.model.evidence import Claim, ClaimKind, Evidence, NewTest, NewTests, OldTest, OnBase, Regression
from stelp_ci.model.execution import TestOutcome
from stelp_ci.model.file_role import FileRole
from stelp_ci.probe.claims import read_claims

UNIT = Unit(path="pkg/mod.py", qualname="f", kind=UnitKind.FUNCTION, span=Span(start=1, end=2))
CODE = FileChange(
    kind=ChangeKind.MODIFIED,
    base_path="pkg/mod.py",
    head_path="pkg/mod.py",
    role=FileRole.SOURCE,
    is_python=True,
    units=(ChangedUnit(kind=ChangeKind.MODIFIED, base=UNIT, head=UNIT),),
)
PAGE = FileChange(kind=ChangeKind.MODIFIED, base_path="a.md", head_path="a.md", role=FileRole.OTHER)


def claims(message: str, *evidence: Evidence, files: tuple[FileChange, ...] = (CODE,)) -> dict[ClaimKind, Claim]:
    revision = Revision(label="x", tree="0" * 40)
    change = Change(base=revision, head=revision, files=files, messages=(message,))
    return {claim.kind: claim for item in read_claims(change, evidence) for claim in item.claims}


def new(on_base: OnBase) -> NewTests:
    return NewTests(id="E-new", targets=(), tests=(NewTest(nodeid="t::a", added=True, on_base=on_base),))


OLD = Regression(id="E-old", targets=(), contradicted=(OldTest(nodeid="t::b", on_head=TestOutcome.FAILED),))


@pytest.mark.parametrize(
    ("subject", "kinds"),
    [
        ("Fix rounding of totals", {ClaimKind.FIXES}),
        ("fix(cart): rounding", {ClaimKind.FIXES}),
        ("Refactor totals, no functional change", {ClaimKind.REFACTORS}),
        ("refactor: totals", {ClaimKind.REFACTORS}),
        ("docs: say what total does", {ClaimKind.DOCUMENTS}),
        ("test: cover totals", {ClaimKind.TESTS_ONLY}),
        ("Add tests for totals", {ClaimKind.ADDS_TESTS}),
        ("Fix totals and add a regression test", {ClaimKind.FIXES, ClaimKind.ADDS_TESTS}),
        ("Release 1.2", set()),
        ("Document-oriented storage", set()),
        ("Prefix every line", set()),
        ("", set()),
    ],
)
def test_words_are_read_by_rules(subject: str, kinds: set[ClaimKind]) -> None:
    assert claims(subject).keys() == kinds


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("No functional change. Fixes #3.", {ClaimKind.REFACTORS, ClaimKind.FIXES}),
        ("There is no change of behaviour.", {ClaimKind.REFACTORS}),
        ("Docs only.", {ClaimKind.DOCUMENTS}),
        ("The old code was refactored twice before; a bug was fixed there, and tests were added.", set()),
        ("Not docs only: the code changes as well.", set()),
    ],
)
def test_a_body_claims_what_it_says_outright(body: str, kinds: set[ClaimKind]) -> None:
    assert claims(f"Sort totals\n\n{body}").keys() == kinds


def test_the_line_that_claims_is_quoted() -> None:
    message = "Sort totals\n\nIn one pass.\nNo functional change."
    assert claims(message)[ClaimKind.REFACTORS].words == "No functional change."


def test_a_message_of_a_megabyte_is_read_in_no_time() -> None:
    assert claims("Sort\n" + "fix " * 300_000 + "\nno functional change") == {}


def test_documentation_that_changes_code_is_contradicted() -> None:
    assert claims("docs only")[ClaimKind.DOCUMENTS].holds is False
    assert claims("docs only", files=(PAGE,))[ClaimKind.DOCUMENTS].holds is True


def test_tests_only_that_changes_code_is_contradicted() -> None:
    assert claims("tests only")[ClaimKind.TESTS_ONLY].holds is False


def test_broken_tests_are_named_once_and_shortly() -> None:
    tests = [OldTest(nodeid=f"t.py::test_b[{number}]", on_head=TestOutcome.FAILED) for number in range(5)]
    old = Regression(id="E-old", targets=(), contradicted=tuple(tests))
    assert claims("Refactor", old)[ClaimKind.REFACTORS].measured == "tests of the base no longer hold: test_b"


def test_a_refactoring_that_an_old_test_contradicts_is_contradicted() -> None:
    assert claims("Refactor", OLD)[ClaimKind.REFACTORS].holds is False
    assert claims("Refactor")[ClaimKind.REFACTORS].holds is None


def test_added_tests_are_counted() -> None:
    assert claims("Add tests", new(OnBase.ASSERTION))[ClaimKind.ADDS_TESTS].measured.startswith("1 test new, 1 of them")
    assert claims("Add tests")[ClaimKind.ADDS_TESTS].holds is False


def test_a_fix_is_shown_by_a_test_that_fails_on_the_base() -> None:
    assert claims("Fix it", new(OnBase.ASSERTION))[ClaimKind.FIXES].holds is True
    assert claims("Fix it", new(OnBase.PASSES))[ClaimKind.FIXES].holds is False
    assert claims("Fix it")[ClaimKind.FIXES].holds is None
