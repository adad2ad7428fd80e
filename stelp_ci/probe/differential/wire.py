"""What the script that calls functions reports, decoded strictly: hostile until it has passed here."""

from typing import Annotated

import msgspec
from msgspec import Meta

from stelp_ci.model.value import Value
from stelp_ci.probe.differential.values import NoValueError, Plain, read_value

_Text = Annotated[str, Meta(max_length=4096)]


class After(Value, frozen=True, kw_only=True):
    """The arguments as the call left them."""

    args: msgspec.Raw
    kwargs: msgspec.Raw


class Result(Value, frozen=True, kw_only=True):
    """What came of one call: a value, or the type of an exception; or why there is neither."""

    returned: msgspec.Raw = msgspec.Raw(b"null")
    raised: _Text = ""
    message: _Text = ""
    after: After | None = None
    unfit: bool = False
    slow: bool = False
    skipped: bool = False


class Answers(Value, frozen=True, kw_only=True):
    """What one turn of calls to one function gave, in the order of the calls, as far as it went."""

    index: Annotated[int, Meta(ge=0)]
    turn: Annotated[int, Meta(ge=0)]
    unlocated: _Text
    results: tuple[Result, ...]


class Answer(Value, frozen=True, kw_only=True):
    """The same, checked. `slow` is an answer of its own; no other answer stands for what has none."""

    returned: Plain = None
    raised: str = ""
    message: str = ""
    after: Plain = None
    slow: bool = False


class Told(Value, frozen=True, kw_only=True):
    """All turns of one function: for each call its answers (None where it has none), or why there are none at all."""

    answers: tuple[tuple[Answer | None, ...], ...] = ()
    unlocated: str = ""


_DECODER = msgspec.json.Decoder(Answers)


def read_answers(records: tuple[bytes, ...], calls: tuple[int, ...], turns: int) -> list[Told] | None:
    """For each function asked for, what was told; None where the records are not what was asked for."""
    told: dict[tuple[int, int], Answers] = {}
    try:
        for record in records:
            item = _DECODER.decode(record)
            if (
                item.index >= len(calls)
                or item.turn >= turns
                or told.setdefault((item.index, item.turn), item) is not item
            ):
                return None
        return [_told([told.get((n, turn)) for turn in range(turns)], count) for n, count in enumerate(calls)]
    except (msgspec.DecodeError, NoValueError, UnicodeDecodeError, RecursionError):
        return None


def _told(turns: list[Answers | None], count: int) -> Told:
    if any(turn is None for turn in turns):
        return Told(unlocated="it was not reported")
    present = [turn for turn in turns if turn is not None]
    unlocated = next((turn.unlocated for turn in present if turn.unlocated), "")
    if unlocated:
        return Told(unlocated=unlocated)
    rows = [[_answer(turn.results[n]) if n < len(turn.results) else None for turn in present] for n in range(count)]
    return Told(answers=tuple(tuple(row) for row in rows))


def _answer(result: Result) -> Answer | None:
    if result.slow:
        return Answer(slow=True)
    if result.unfit or result.skipped or result.after is None:
        return None
    after: Plain = [read_value(result.after.args), read_value(result.after.kwargs)]
    return Answer(returned=read_value(result.returned), raised=result.raised, message=result.message, after=after)
