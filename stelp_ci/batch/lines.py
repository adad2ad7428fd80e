"""Batches of changes as JSON lines: what is asked, read strictly, and what came of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec.structs import replace

from stelp_ci.model.report import InputKind, Invocation
from stelp_ci.model.value import Value
from stelp_ci.model.verdict import Decision, Reason

LINE_BYTES = 64 << 20
"""Of one line: a diff stands in it, which `check --diff` takes up to this size."""
GATE = "batch"
"""What a reason names as its gate where no gate was asked."""


class Asked(Value, frozen=True, kw_only=True):
    """One line: a change by its commits, or by a `diff` that applies to `base`. `config` is a file of settings."""

    id: str | int
    repo: str | None = None
    base: str | None = None
    head: str | None = None
    diff: str | None = None
    config: str | None = None


class Judged(Value, frozen=True, kw_only=True):
    """What came of one line. `report` is a path below the folder of `--resume`; `exit_code` is that of `check`."""

    id: str | int | None
    verdict: Decision
    exit_code: int
    base: str = ""
    head: str = ""
    reasons: tuple[Reason, ...] = ()
    report: str | None = None


class Given(Value, frozen=True, kw_only=True):
    """A change to judge, under the name that its result will bear."""

    id: str | int
    invocation: Invocation


Item = Given | Judged
"""A change to judge, or a line that cannot be read."""


class _Named(msgspec.Struct):
    id: str | int | None = None


_ASKED = msgspec.json.Decoder(Asked)


def read_lines(stream: IO[bytes], common: Invocation) -> Iterator[Item]:
    """The changes of a batch, with what `common` says of all; a line that cannot be read is a result at once."""
    number = 0
    while line := stream.readline(LINE_BYTES + 1):
        number += 1
        if len(line) > LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LINE_BYTES)
            yield not_judged(None, f"line {number} has more than {LINE_BYTES} bytes")
        elif line.strip():
            yield read_line(line, number, common)


def read_line(line: bytes, number: int, common: Invocation) -> Item:
    """One line."""
    try:
        asked = _ASKED.decode(line)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        return not_judged(_name_of(line), f"line {number}: {error}")
    wrong = _contradiction(asked, common)
    if wrong:
        return not_judged(asked.id, f"line {number}: {wrong}")
    return Given(id=asked.id, invocation=_invocation(asked, common))


def _contradiction(asked: Asked, common: Invocation) -> str:
    for name, ref in (("base", asked.base), ("head", asked.head)):
        if ref is not None and (not ref or ref.startswith("-") or "\0" in ref):
            return f"{name} {ref!r} is not a name of a commit"
    if asked.diff is not None and asked.head is not None:
        return "a diff makes the head itself: leave out head"
    repo = asked.repo or common.repo
    if "\0" in repo or not Path(repo).is_dir():
        return f"repo {repo}: no such directory"
    if asked.config is not None and ("\0" in asked.config or not Path(asked.config).is_file()):
        return f"config {asked.config}: no such file"
    return ""


def _invocation(asked: Asked, common: Invocation) -> Invocation:
    return replace(
        common,
        input=InputKind.COMMITS if asked.diff is None else InputKind.DIFF,
        repo=str(Path(asked.repo or common.repo).resolve()),
        base=asked.base,
        head=asked.head,
        diff=asked.diff,
        config=str(Path(asked.config).resolve()) if asked.config else common.config,
    )


def not_judged(identity: str | int | None, why: str, remedy: str = "") -> Judged:
    """The result of a change about which nothing is known."""
    decision = Decision.INCONCLUSIVE
    reason = Reason(decision=decision, gate=GATE, message=why, remedy=remedy)
    return Judged(id=identity, verdict=decision, exit_code=decision.exit_code, reasons=(reason,))


def line_of(judged: Judged) -> dict[str, Any]:
    """The line of one result, as JSON data."""
    return {
        "id": judged.id,
        "verdict": str(judged.verdict),
        "exit_code": judged.exit_code,
        "base": judged.base,
        "head": judged.head,
        "reasons": [_told(reason) for reason in judged.reasons],
        "report": judged.report,
    }


def _told(reason: Reason) -> dict[str, Any]:
    place = reason.location
    where = {"path": place.path, "line": place.line} if place is not None else {}
    return {"decision": str(reason.decision), "gate": reason.gate, "message": reason.message, **where}


def _name_of(line: bytes) -> str | int | None:
    """What a line that cannot be read is called, if it says so."""
    try:
        return msgspec.json.decode(line, type=_Named).id
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
