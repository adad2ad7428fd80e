"""What happened when the change ran, and how strongly it is believed."""

import hashlib
from enum import StrEnum, unique

from stelp_ci.model.execution import EffectRecord, Limit, Outcome, StubRecord, TestOutcome, TestRecord
from stelp_ci.model.finding import Location
from stelp_ci.model.isolated import Isolated
from stelp_ci.model.kernel import KernelEffect
from stelp_ci.model.measured import Measured
from stelp_ci.model.program import CapabilityUse
from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.model.value import Value

SHOWN_EFFECTS = 4
"""System calls that one sentence names; the report has all of them."""


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
    FLAKY = "flaky"


@unique
class Flaky(StrEnum):
    """In which way a test did not do the same in every run."""

    UNSTABLE = "passes in some of the runs"
    ORDER = "passes in one order of the tests and fails in the other"


class TestEvidence(Value, frozen=True, kw_only=True):
    """One test on the head, beside its outcome on the base (None: not run there, or unknown there).

    `flaky` is None for a test that did the same in every run. Flaky on the base too, it is charged to the project.
    """

    __test__ = False

    id: str
    record: TestRecord
    base: TestOutcome | None
    charge: Charge | None = None
    flaky: Flaky | None = None


@unique
class SelectionReason(StrEnum):
    """Why these tests were selected."""

    CHANGED = "changed tests and tests that name the changed units"
    ENTERED = "changed tests, tests that name the changed units, and those that were seen entering them on the base"
    REACHED = "changed tests and tests that reach the changed units by name, through others"
    WHOLE_SUITE = "whole suite: no test names the changed units"
    WHOLE_UNNAMED = "whole suite: what changed is reached by syntax or import, not by a name alone"
    WHOLE_SHARE = "whole suite: much of it reaches what changed"


class Selection(Value, frozen=True, kw_only=True):
    """The test files that were run, and the test functions that their syntax trees promise."""

    reason: SelectionReason
    targets: tuple[str, ...]
    promised: int


class TestsRun(Value, frozen=True, kw_only=True, tag="tests"):
    """The selected tests on the head.

    `unaccounted` are tests that the syntax trees promise and pytest did not collect; `invented` are the reverse.
    `runs` is how many times all of them ran to their end, the last time in reverse order if there is more than one.
    """

    __test__ = False

    id: str
    strength: Strength
    selection: Selection
    tests: tuple[TestEvidence, ...]
    unaccounted: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()
    outcome: Outcome | None = None
    runs: int = 1


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


class EffectChange(Value, frozen=True, kw_only=True, tag="effects"):
    """A changed unit was seen doing, while its tests ran, what its base version did not do, or what is denied."""

    id: str
    path: str
    unit: str
    gained: tuple[EffectRecord, ...]


class KernelSeen(Value, frozen=True, kw_only=True, tag="kernel"):
    """What gVisor's log shows of one test (empty: outside of any) and the base does not do.

    `reported` says that Python's trace told of it, too: then it is about files outside of the project. `imitations`
    are lines of processes whose name reads like a line of the log.
    """

    id: str
    test: str
    effects: tuple[KernelEffect, ...] = ()
    reported: bool = False
    imitations: int = 0

    @property
    def said(self) -> str:
        """What gVisor saw, in one sentence."""
        if self.imitations:
            return f"a process took a name that imitates gVisor's log of system calls ({self.imitations} lines)"
        shown = ", ".join(effect.shown for effect in self.effects[:SHOWN_EFFECTS])
        more = f" and {len(self.effects) - SHOWN_EFFECTS} more" if len(self.effects) > SHOWN_EFFECTS else ""
        when = f"while {self.test} ran" if self.test else "outside of any test"
        why = "which lies outside of the project" if self.reported else "and Python's own trace reported nothing of it"
        return f"gVisor saw {shown}{more} {when}, {why}"


class Tampering(Value, frozen=True, kw_only=True, tag="tampering"):
    """A test, or what decides over tests, says less on the head than on the base: static, a suspicion.

    `test` is the test function's id on the base, `now` its id on the head (empty where it has none there). `path` and
    `line` are a place in the head's tree, or in the base's where the file is gone.
    """

    id: str
    kind: TamperKind
    path: str
    line: int
    what: str
    test: str = ""
    now: str = ""


class OldTest(Value, frozen=True, kw_only=True):
    """A test of the base that passes there and does not pass on the head's code.

    `missing` is the name that the head's code no longer has, where that was the cause.
    """

    nodeid: str
    on_head: TestOutcome
    line: int = 0
    exception: str = ""
    message: str = ""
    missing: str = ""


class Regression(Value, frozen=True, kw_only=True, tag="regression"):
    """The base's versions of the test files that the change touches, run on the head's code.

    `passed` are their test functions that hold on the head's code; `contradicted` those that hold on the base alone;
    `failing_before` those that fail on both.
    """

    id: str
    targets: tuple[str, ...]
    passed: tuple[str, ...] = ()
    contradicted: tuple[OldTest, ...] = ()
    failing_before: tuple[str, ...] = ()


@unique
class OnBase(StrEnum):
    """What a new or changed test of the head does on the base's code."""

    ASSERTION = "fails by assertion"
    EXCEPTION = "fails by an exception in the code"
    MISSING = "fails only because a name is missing"
    PASSES = "passes"
    TIMEOUT = "does not end"


@unique
class Notice(StrEnum):
    """Whether a test notices that the changed functions are replaced by stubs, on the head."""

    NOTICES = "notices"
    REACHES = "executes a changed function and does not notice"
    ELSEWHERE = "executes no changed function"
    UNKNOWN = "not tried"


class NewTest(Value, frozen=True, kw_only=True):
    """A test function that the change adds or edits. `added` is true where the base has none of that id."""

    nodeid: str
    added: bool
    on_base: OnBase
    line: int = 0
    complaint: str = ""
    notice: Notice = Notice.UNKNOWN


class NewTests(Value, frozen=True, kw_only=True, tag="new-tests"):
    """The head's versions of the test files that the change touches, run on the base's code."""

    id: str
    targets: tuple[str, ...]
    tests: tuple[NewTest, ...]


@unique
class ClaimKind(StrEnum):
    """What a change can say of itself, as far as rules over its words can tell."""

    ADDS_TESTS = "adds tests"
    FIXES = "fixes"
    REFACTORS = "keeps behaviour"
    DOCUMENTS = "documentation only"
    TESTS_ONLY = "tests only"


class Claim(Value, frozen=True, kw_only=True):
    """One claim: the words it was read from, what was measured, and whether it holds (None: could not be measured)."""

    kind: ClaimKind
    words: str
    measured: str
    holds: bool | None


class Claims(Value, frozen=True, kw_only=True, tag="claims"):
    """What the change's messages claim against what was measured. It may add strictness, never remove it."""

    id: str
    claims: tuple[Claim, ...]


class NotAssessed(Value, frozen=True, kw_only=True, tag="not-assessed"):
    """Something that was not run, why, and whether the base was in the same case (then nobody is charged)."""

    id: str
    probe: str
    subject: str
    reason: str
    also_on_base: bool = True


_OfTests = TestsRun | Ended | StubControl | Tampering | Regression | NewTests | Claims
Evidence = _OfTests | CapabilityChange | EffectChange | KernelSeen | Isolated | NotAssessed | Measured


def evidence_id(kind: str, *subject: str) -> str:
    """The stable id of one evidence item: `E-` and 10 hex digits over its kind and subject."""
    text = "\0".join((kind, *subject))
    return "E-" + hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:10]
