"""What a test says less than before: one rule a function, over a pair of versions."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.probe.tamper.assertions import Assertion, Rank, assertions_of
from stelp_ci.probe.tamper.marks import Marks, read_marks
from stelp_ci.probe.tamper.pairs import Pair

Complaint = tuple[TamperKind, int, str]
"""Kind, line in the head (0: that of the test), and what is said."""


class Version(NamedTuple):
    """One version of a test, read."""

    assertions: list[Assertion]
    marks: Marks

    @property
    def live(self) -> list[Assertion]:
        """The assertions that can fail the test, those that are always true left out."""
        return [one for one in self.assertions if one.reach.live and one.rank is not Rank.NOTHING]

    @property
    def weight(self) -> int:
        """How many assertions are made, literal loops and parameters counted."""
        return sum(one.reach.weight for one in self.live) * max(self.marks.parameters, 1)


class Context(NamedTuple):
    """What the rules know beside the pair: helpers that assert, on both sides, and names of changed functions."""

    base_helpers: frozenset[str]
    head_helpers: frozenset[str]
    units: frozenset[str]


def complaints(pair: Pair, context: Context) -> Iterator[Complaint]:
    """Everything that the head's version says less. Nothing for a test that is gone: that is no rule's business."""
    if pair.head is None:
        return
    head = Version(assertions_of(pair.head.node, context.head_helpers), read_marks(pair.head, context.units))
    if pair.base is None:
        base = Version([], Marks())
        rules = _OF_NEW
    else:
        base = Version(assertions_of(pair.base.node, context.base_helpers), read_marks(pair.base, context.units))
        rules = _OF_EDITED
    for rule in rules:
        yield from rule(base, head)


def _always_true(base: Version, head: Version) -> Iterator[Complaint]:
    known = {one.said for one in base.assertions}
    for one in head.assertions:
        if one.rank is Rank.NOTHING and one.said not in known:
            yield TamperKind.ALWAYS_TRUE, one.line, "an assertion is true whatever the code does"


def _swallowed(base: Version, head: Version) -> Iterator[Complaint]:
    before = sum(one.reach.swallowed for one in base.assertions)
    after = [one for one in head.assertions if one.reach.swallowed]
    if len(after) > before:
        yield TamperKind.SWALLOWED, after[0].line, "a failing assertion is caught and forgotten"


def _unreached(base: Version, head: Version) -> Iterator[Complaint]:
    before = sum(one.reach.dead for one in base.assertions)
    after = [one for one in head.assertions if one.reach.dead]
    if len(after) > before:
        yield TamperKind.UNREACHED, after[0].line, "an assertion is never reached"


def _guarded(base: Version, head: Version) -> Iterator[Complaint]:
    """An assertion of the base that now depends on a condition."""
    always = {one.said for one in base.live if not one.reach.conditional}
    still = {one.said for one in head.live if not one.reach.conditional}
    for one in head.live:
        if one.reach.conditional and one.said in always - still:
            yield TamperKind.UNREACHED, one.line, "an assertion runs under a condition that the base did not have"


def _marked(base: Version, head: Version) -> Iterator[Complaint]:
    for kind, before, after in (
        (TamperKind.SKIPPED, base.marks.skips, head.marks.skips),
        (TamperKind.XFAILED, base.marks.xfails, head.marks.xfails),
    ):
        for name, line in after.items():
            if name not in before:
                yield kind, line, f"`{name}` was added"


def _mocked(base: Version, head: Version) -> Iterator[Complaint]:
    for name, line in head.marks.mocks.items():
        if name not in base.marks.mocks:
            yield TamperKind.MOCKED, line, f"`{name}`, which the change touches, is replaced while it is tested"


def _fewer_parameters(base: Version, head: Version) -> Iterator[Complaint]:
    was, now = base.marks.parameters, head.marks.parameters
    if 0 < now < was and head.weight < base.weight:
        yield TamperKind.PARAMETERS, 0, f"{_count(now, 'parameter set')}, {was} on the base"
    elif was and not now and head.weight < base.weight:
        yield TamperKind.PARAMETERS, 0, f"no parameter sets, {was} on the base"


def _changed_parameters(base: Version, head: Version) -> Iterator[Complaint]:
    """Parameter sets that the base had and the head has not, while others took their place."""
    gone = Counter(base.marks.cases) - Counter(head.marks.cases)
    if gone and head.marks.parameters >= base.marks.parameters > 0:
        number = sum(gone.values())
        verb = "is" if number == 1 else "are"
        yield TamperKind.EXPECTATION, 0, f"{_count(number, 'parameter set')} of the base {verb} gone or changed"


def _fewer_assertions(base: Version, head: Version) -> Iterator[Complaint]:
    if head.weight < base.weight and head.marks.parameters >= base.marks.parameters:
        yield TamperKind.FEWER_ASSERTIONS, 0, f"{_count(head.weight, 'assertion')}, {base.weight} on the base"


def _weaker(base: Version, head: Version) -> Iterator[Complaint]:
    """Assertions that changed, each beside the one that it most probably was."""
    kept = Counter(one.said for one in base.assertions) & Counter(one.said for one in head.assertions)
    before = _without(base.live, Counter(kept))
    after = _without(head.live, Counter(kept))
    for old, new in _matched(before, after):
        found = _compare(old, new)
        if found is not None:
            kind, what = found
            yield kind, new.line, what


def _without(assertions: list[Assertion], kept: "Counter[tuple[str, str, str, float | None]]") -> list[Assertion]:
    left: list[Assertion] = []
    for one in assertions:
        if kept[one.said] > 0:
            kept[one.said] -= 1
        else:
            left.append(one)
    return left


def _matched(before: list[Assertion], after: list[Assertion]) -> Iterator[tuple[Assertion, Assertion]]:
    """By subject first, then in order where the shape is the same: what became a loop or a helper is not compared."""
    rest, waiting = list(after), list[Assertion]()
    for old in before:
        same = next((new for new in rest if new.subject == old.subject), None)
        if same is None:
            waiting.append(old)
        else:
            rest.remove(same)
            yield old, same
    for old, new in zip(waiting, rest, strict=False):
        if (
            old.operator == new.operator
            and old.reach.weight == new.reach.weight
            and "Constant" in new.said[0] + new.expected
        ):
            yield old, new


_OPPOSITE = {("True", "Not"), ("Eq", "NotEq"), ("In", "NotIn"), ("Is", "IsNot"), ("IsNone", "IsNotNone")}


def _compare(old: Assertion, new: Assertion) -> tuple[TamperKind, str] | None:
    if "raises" in (old.subject, new.subject):
        return _compare_raising(old, new)
    if (old.operator, new.operator) in _OPPOSITE or (new.operator, old.operator) in _OPPOSITE:
        return TamperKind.EXPECTATION, "the assertion says the opposite"
    if new.rank is Rank.CLOSE and old.rank >= Rank.CLOSE and (new.tolerance or 0) > (old.tolerance or 0):
        return TamperKind.TOLERANCE, f"the tolerance is {new.tolerance:g}, {old.tolerance or 0:g} on the base"
    if new.rank < old.rank and new.rank is not Rank.NOTHING and not (old.rank is Rank.EQUAL and new.rank is Rank.CLOSE):
        return TamperKind.LOOSENED, "the comparison says less than on the base"
    if new.rank is not Rank.NOTHING and (old.expected, old.operator) != (new.expected, new.operator):
        return TamperKind.EXPECTATION, "another result is expected than on the base"
    if new.subject != old.subject and new.rank is not Rank.NOTHING:
        return TamperKind.EXPECTATION, "the assertion is made about something else than on the base"
    return None


_WIDE = ("str:'Exception'", "str:'BaseException'")


def _compare_raising(old: Assertion, new: Assertion) -> tuple[TamperKind, str] | None:
    if old.subject != new.subject:
        return (TamperKind.EXPECTATION, "an exception was expected on the base") if old.subject == "raises" else None
    if old.expected == new.expected:
        return None
    wider = any(name in new.expected and name not in old.expected for name in _WIDE)
    if wider or (new.expected.startswith("Tuple") and len(new.expected) > len(old.expected)):
        return TamperKind.RAISES, "more kinds of exceptions are accepted than on the base"
    return TamperKind.EXPECTATION, "another exception is expected than on the base"


def _unmatched(base: Version, head: Version) -> Iterator[Complaint]:
    """`match=` taken away from an expected exception."""
    if head.marks.matches < base.marks.matches and head.weight == base.weight:
        yield TamperKind.RAISES, 0, "the message of an expected exception is no longer looked at"


Rule = Callable[[Version, Version], Iterator[Complaint]]
_OF_NEW: tuple[Rule, ...] = (_always_true, _swallowed, _unreached, _marked, _mocked)
_OF_EDITED: tuple[Rule, ...] = (
    *_OF_NEW, _guarded, _fewer_parameters, _changed_parameters, _fewer_assertions, _weaker, _unmatched
)  # fmt: skip


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
