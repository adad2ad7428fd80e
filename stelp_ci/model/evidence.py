"""What happened when the change ran, and how strongly it is believed."""

import hashlib
from enum import StrEnum, unique

from stelp_ci.model.execution import Limit, Outcome, StubRecord, TestOutcome, TestRecord
from stelp_ci.model.finding import Location
from stelp_ci.model.program import CapabilityUse
from stelp_ci.model.value import Value


@unique
class Strength(StrEnum):
    """Isolated evidence cannot be forged by construction; shared evidence counts only together with its controls."""

    ISOLATED = "isolated"
    SHARED = "shared"


@unique
class Charge(StrEnum):
    """To whom a test that did not pass is charged."""

    CHANGE = "change"
    PROJECT = "project"
    SURROUNDINGS = "surroundings"


class TestEvidence(Value, frozen=True, kw_only=True):
    """One test on the head, beside its outcome on the base (None: not run there, or unknown there)."""

    __test__ = False

    id: str
    record: TestRecord
    base: TestOutcome | None
    charge: Charge | None = None


@unique
class SelectionReason(StrEnum):
    """Why these tests were selected."""

    CHANGED = "changed tests and tests that name the changed units"
    WHOLE_SUITE = "whole suite: no test names the changed units"


class Selection(Value, frozen=True, kw_only=True):
    """The test files that were run, and the test functions that their syntax trees promise."""

    reason: SelectionReason
    targets: tuple[str, ...]
    promised: int


class TestsRun(Value, frozen=True, kw_only=True, tag="tests"):
    """The selected tests on the head.

    `unaccounted` are tests that the syntax trees promise and pytest did not collect; `invented` are the reverse.
    """

    __test__ = False

    id: str
    strength: Strength
    selection: Selection
    tests: tuple[TestEvidence, ...]
    unaccounted: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()
    outcome: Outcome | None = None


class Ended(Value, frozen=True, kw_only=True, tag="ended"):
    """The code under judgement kept its tests from running to their end: limit, signal, early exit or forgery."""

    id: str
    what: str
    test: str
    location: Location | None
    limit: Limit | None = None
    signal: str = ""
    exit_code: int | None = None
    violation: str = ""


class StubControl(Value, frozen=True, kw_only=True, tag="stub-control"):
    """A changed function was replaced by stubs while its tests ran: do they notice?

    `noticed_by` is the first test that failed, empty when none of the `ran` tests did; `not_assessed` says why it was
    not tried.
    """

    id: str
    path: str
    unit: str
    line: int
    records: tuple[StubRecord, ...] = ()
    noticed_by: str = ""
    ran: int = 0
    not_assessed: str = ""


class CapabilityChange(Value, frozen=True, kw_only=True, tag="capability"):
    """A changed unit uses what its base version did not."""

    id: str
    path: str
    unit: str
    gained: tuple[CapabilityUse, ...]


class NotAssessed(Value, frozen=True, kw_only=True, tag="not-assessed"):
    """Something that was not run, why, and whether the base was in the same case (then nobody is charged)."""

    id: str
    probe: str
    subject: str
    reason: str
    also_on_base: bool = True


Evidence = TestsRun | Ended | StubControl | CapabilityChange | NotAssessed


def evidence_id(kind: str, *subject: str) -> str:
    """The stable id of one evidence item: `E-` and 10 hex digits over its kind and subject."""
    text = "\0".join((kind, *subject))
    return "E-" + hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:10]
