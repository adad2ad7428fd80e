"""Which inputs the two versions answer differently, and how to say it."""

from typing import NamedTuple, cast

from stelp_ci.model.measured import LEAVES, RAISES, Difference
from stelp_ci.probe.differential.inputs import Input
from stelp_ci.probe.differential.shrink import size
from stelp_ci.probe.differential.values import MAX_SHOWN, Plain, same, show
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
    only_arguments = same(one.base.returned, one.head.returned) and one.base.raised == one.head.raised
    left = _left_behind(one.base.after, one.head.after) if only_arguments else ("", "")
    base, head = (_told(answer, call_s) + more for answer, more in zip((one.base, one.head), left, strict=True))
    shown = call if len(call) <= 2 * MAX_SHOWN else call[: 2 * MAX_SHOWN - 3] + "..."
    return Difference(call=shown, base=base, head=head)


def _left_behind(base: Plain, head: Plain) -> tuple[str, str]:
    """What each side leaves of the arguments that they leave differently."""
    parts = [pair for pair in zip(_arguments(base), _arguments(head), strict=False) if not same(pair[0][1], pair[1][1])]
    sides = (", ".join(f"{pair[n][0]}{show(pair[n][1])}" for pair in parts) for n in range(2))
    mine, theirs = (f"{LEAVES}{text}" if text else "" for text in sides)
    return mine, theirs


def _arguments(after: Plain) -> list[tuple[str, Plain]]:
    match after:
        case [list(args), {"dict": list(pairs)}]:
            named = [cast("list[Plain]", pair) for pair in pairs]
            return [*(("", value) for value in args), *((f"{name}=", value) for name, value in named)]
        case _:
            return []


def _told(answer: Answer, call_s: float) -> str:
    if answer.slow:
        return f"no answer within {call_s:g} s"
    if answer.raised:
        name = answer.raised.removeprefix("builtins.")
        text = f"{RAISES}{name}({answer.message!r})" if answer.message else f"{RAISES}{name}"
        return text[:MAX_SHOWN]
    return show(answer.returned)
