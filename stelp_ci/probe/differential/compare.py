"""Which inputs the two versions answer differently, and how to say it."""

from typing import NamedTuple

from stelp_ci.model.measured import Difference
from stelp_ci.probe.differential.inputs import Input
from stelp_ci.probe.differential.shrink import size
from stelp_ci.probe.differential.values import MAX_SHOWN, same, show
from stelp_ci.probe.differential.wire import Answer, Told


class Differing(NamedTuple):
    """An input by its number, with both answers."""

    number: int
    input: Input
    base: Answer
    head: Answer


class Compared(NamedTuple):
    """How many inputs had one answer on each side, and those where the answers differ."""

    inputs: int
    differing: list[Differing]


def compare(inputs: list[Input], base: Told, head: Told) -> Compared:
    """Both sides, input by input. What a side answers differently from turn to turn is not compared."""
    count = 0
    differing: list[Differing] = []
    for number, (one, left, right) in enumerate(zip(inputs, base.answers, head.answers, strict=False)):
        mine, theirs = _steady(left), _steady(right)
        if mine is None or theirs is None or (mine.slow and theirs.slow):
            continue
        count += 1
        if not agree(mine, theirs):
            differing.append(Differing(number, one, mine, theirs))
    return Compared(count, differing)


def _steady(turns: tuple[Answer | None, ...]) -> Answer | None:
    first = turns[0] if turns else None
    steady = first is not None and all(turn is not None and agree(first, turn) for turn in turns)
    return first if steady else None


def agree(one: Answer, other: Answer) -> bool:
    """Whether two answers are the same. Of exceptions the type counts, and what they did to the arguments."""
    if one.slow or other.slow:
        return one.slow and other.slow
    if one.raised != other.raised:
        return False
    return same(one.after, other.after) and (bool(one.raised) or same(one.returned, other.returned))


def plainest(differing: list[Differing]) -> Differing | None:
    """The one to show: where the base gives a value, and the shortest call of these."""
    return min(differing, key=lambda one: (bool(one.base.raised), one.base.slow, size(one.input)), default=None)


def as_difference(name: str, one: Differing, call_s: float) -> Difference:
    """The call and both answers as text."""
    named = [f"{key}={show(value)}" for key, value in one.input.kwargs]
    call = f"{name}({', '.join([*(show(value) for value in one.input.args), *named])})"
    altered = same(one.base.returned, one.head.returned) and one.base.raised == one.head.raised
    base, head = (_told(answer, call_s, altered=altered) for answer in (one.base, one.head))
    return Difference(
        call=call if len(call) <= 2 * MAX_SHOWN else call[: 2 * MAX_SHOWN - 3] + "...", base=base, head=head
    )


def _told(answer: Answer, call_s: float, *, altered: bool) -> str:
    if answer.slow:
        return f"no answer within {call_s:g} s"
    if answer.raised:
        name = answer.raised.removeprefix("builtins.")
        text = f"raises {name}({answer.message!r})" if answer.message else f"raises {name}"
        return text[:MAX_SHOWN]
    shown = show(answer.returned)
    return f"{shown}, and leaves its arguments as {show(answer.after)}" if altered else shown
