"""What the survey's script reports, decoded strictly: hostile until it has passed here."""

from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from stelp_ci.model.value import Value

_Text = Annotated[str, Meta(max_length=4096)]
_Number = Annotated[int, Meta(ge=0)]


class Call(Value, frozen=True, kw_only=True):
    """One recorded call: its positional arguments, and pairs of name and value, each still to be checked."""

    args: Annotated[tuple[msgspec.Raw, ...], Meta(max_length=100)]
    kwargs: Annotated[tuple[tuple[_Text, msgspec.Raw], ...], Meta(max_length=100)]


class _Record(Value, frozen=True, kw_only=True, tag_field="kind"):
    """One record."""


class Statements(_Record, frozen=True, kw_only=True, tag="statements"):
    """The lines of one function that have code."""

    index: _Number
    lines: tuple[int, ...]


class Seen(_Record, frozen=True, kw_only=True, tag="watched"):
    """What the tests passed and called of one function. `disturbed` is the test that took the trace function away.

    `equal_to_all` is the type of a value that it gave and that equals whatever it is compared with.
    """

    index: _Number
    arcs: tuple[tuple[int, int], ...]
    tests: tuple[_Text, ...]
    reached_by: _Number
    calls: tuple[Call, ...]
    missed_calls: _Number
    disturbed: _Text
    equal_to_all: _Text = ""


class MutantRun(_Record, frozen=True, kw_only=True, tag="mutant"):
    """What became of one fault."""

    index: _Number
    ran: _Number = 0
    killed_by: _Text = ""
    uncovered: bool = False
    equivalent: bool = False
    unlocated: _Text = ""


class Unusable(_Record, frozen=True, kw_only=True, tag="unusable"):
    """pytest would not begin."""

    reason: str


_DECODER = msgspec.json.Decoder(Statements | Seen | MutantRun | Unusable)


class Survey(Value, frozen=True, kw_only=True):
    """All that one run showed, by the number of the function or fault; `broken` says why it is not whole."""

    statements: dict[int, Statements]
    seen: dict[int, Seen]
    mutants: dict[int, MutantRun]
    broken: str = ""


class Counts(NamedTuple):
    """How many functions and faults were asked for: no other number may come back."""

    functions: int
    mutants: int


def read_records(records: tuple[bytes, ...], asked: Counts) -> Survey:
    """Put the records together; whatever was not asked for, or comes twice, breaks the whole."""
    statements: dict[int, Statements] = {}
    seen: dict[int, Seen] = {}
    mutants: dict[int, MutantRun] = {}
    broken = ""
    for record in records:
        try:
            item: Statements | Seen | MutantRun | Unusable = _DECODER.decode(record)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return _broken(f"a record cannot be decoded: {error}")
        fits = True
        match item:
            case Unusable():
                broken = item.reason[:500]
            case Statements():
                fits = item.index < asked.functions and statements.setdefault(item.index, item) is item
            case Seen():
                fits = item.index < asked.functions and seen.setdefault(item.index, item) is item
            case MutantRun():
                fits = item.index < asked.mutants and mutants.setdefault(item.index, item) is item
        if not fits:
            return _broken("a record came that was not asked for")
    return Survey(statements=statements, seen=seen, mutants=mutants, broken=broken)


def _broken(reason: str) -> Survey:
    return Survey(statements={}, seen={}, mutants={}, broken=reason)
