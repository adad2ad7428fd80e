"""Passing tests count only while nothing in the change can forge them and while they notice a stub.

Shared evidence comes from a process that ran the code under judgement; see docs/verdicts.md.
"""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.evidence import CapabilityChange, StubControl
from stelp_ci.model.execution import StubBehaviour
from stelp_ci.model.finding import Location
from stelp_ci.model.measured import Coverage
from stelp_ci.model.program import FORGERY
from stelp_ci.model.verdict import Decision, Reason


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each gained means of forgery, and for each function whose tests do not notice that it is gone."""
    for item in case.evidence:
        match item:
            case CapabilityChange():
                yield from _forgery(item)
            case Coverage() if item.equal_to_all:
                yield Reason(
                    decision=Decision.NEEDS_HUMAN,
                    gate="controls",
                    message=f"{item.unit} gives a {item.equal_to_all}, which equals whatever a test compares it with",
                    refs=(item.id,),
                    location=Location(path=item.path, line=item.line, end_line=item.line),
                    remedy="give a value of a plain type, or of one whose equality says what it is",
                )
            case StubControl() if executed(item) and not item.noticed_by and not item.not_assessed:
                yield Reason(
                    decision=Decision.NEEDS_HUMAN,
                    gate="controls",
                    message=f"{item.unit}: its tests execute it and still pass when it returns None",
                    refs=(item.id,),
                    location=Location(path=item.path, line=item.line, end_line=item.line),
                    remedy="assert on what the function returns or changes",
                )
            case _:
                pass


def executed(control: StubControl) -> bool:
    """Whether some test failed when the function raised: the tests reach it."""
    return any(record.behaviour is StubBehaviour.RAISE and record.killed_by for record in control.records)


def _forgery(item: CapabilityChange) -> Iterator[Reason]:
    for use in item.gained:
        if use.capability in FORGERY:
            yield Reason(
                decision=Decision.NEEDS_HUMAN,
                gate="controls",
                message=f"{item.unit} gains {use.capability} ({use.what}), by which it could forge its tests' results",
                refs=(item.id,),
                location=Location(path=item.path, line=use.line, end_line=use.line, column=use.column),
                remedy="do without it, or have a person confirm that the tests mean what they say",
            )
