"""What the measured functions lead to."""

from stelp_ci.gate import differential, mutants, untested
from stelp_ci.model.case import Case
from stelp_ci.model.change import Author, Certainty, Change, Revision
from stelp_ci.model.evidence import Evidence, StubControl
from stelp_ci.model.measured import Coverage, Difference, Differential, Mutants, Survivor
from stelp_ci.model.settings import GateSettings
from stelp_ci.model.verdict import Decision

SIDE = Revision(label="x", tree="")
DIFFERS = Differential(
    id="E-1", path="a.py", unit="f", line=3, difference=Difference(call="f(0)", base="[]", head="[0]"), first_at=4
)


def case(*evidence: Evidence, message: str = "Speed up f", author: Author | None = None) -> Case:
    change = Change(base=SIDE, head=SIDE, messages=(message,), author=author or Author())
    return Case(change, (), (), evidence, (), GateSettings())


def test_a_difference_is_a_question_without_weight() -> None:
    (reason,) = differential.judge(case(DIFFERS))
    assert reason.decision is Decision.PASS
    assert reason.message == "f(0) gives [] on the base, and [0] now: intended?"


def test_a_difference_in_what_claims_to_keep_behaviour_needs_a_human() -> None:
    for message in ("Refactor f", "Tidy up: no functional change", "refactoring of the loop", "NFC: rename"):
        (reason,) = differential.judge(case(DIFFERS, message=message))
        assert reason.decision is Decision.NEEDS_HUMAN, message


def test_no_difference_is_nothing_to_say() -> None:
    same = Differential(id="E-1", path="a.py", unit="f", line=3, tried=9, compared=9)
    assert not list(differential.judge(case(same, message="Refactor f")))


def test_three_survivors_are_suggested_one_a_function_first() -> None:
    def item(name: str, *lines: int) -> Mutants:
        survivors = tuple(Survivor(line=line, before="<", after="<=") for line in lines)
        return Mutants(id=f"E-{name}", path="a.py", unit=name, line=1, tried=9, survivors=survivors)

    reasons = list(mutants.judge(case(item("f", 2, 3, 4), item("g", 12), item("h"))))
    assert [reason.location.line for reason in reasons if reason.location] == [2, 12, 3]
    assert {reason.decision for reason in reasons} == {Decision.PASS}
    assert "no test fails if `<` becomes `<=` in line 12" in reasons[1].message


def test_coverage_decides_whether_a_function_is_executed() -> None:
    stub = StubControl(id="E-1", path="a.py", unit="f", line=3, ran=2)
    reached = Coverage(id="E-2", path="a.py", unit="f", line=3, statements=2, covered=1, reached_by=1)
    unreached = Coverage(id="E-3", path="a.py", unit="g", line=9, statements=2)
    by_agent = Author(agent="bot", certainty=Certainty.LIKELY)
    assert [reason.refs for reason in untested.judge(case(stub))] == [("E-1",)]
    (swallowed,) = untested.judge(case(stub, reached))
    assert "none of them fails even when it raises" in swallowed.message
    noticed = StubControl(id="E-1", path="a.py", unit="f", line=3, ran=2, noticed_by="t")
    assert not list(untested.judge(case(noticed, reached)))
    (reason,) = untested.judge(case(unreached, author=by_agent))
    assert (reason.refs, reason.decision) == (("E-3",), Decision.NEEDS_HUMAN)


def test_neither_an_unmeasured_function_nor_one_without_statements_is_untested() -> None:
    unmeasured = Coverage(id="E-1", path="a.py", unit="f", line=3, not_assessed="no test was run")
    assert not list(untested.judge(case(unmeasured, Coverage(id="E-2", path="a.py", unit="g", line=3))))
