"""What a script reports is believed only as far as it came in order and undisturbed."""

import json

import msgspec
import pytest

from stelp_ci.execute import wire
from stelp_ci.execute.conversation import Conversation
from stelp_ci.execute.reading import Facts
from stelp_ci.execute.script_reading import read_script
from stelp_ci.model.execution import Limit, Limits, RuntimeIdentity, ScriptOutcome

TOKEN = "t" * 8
RUNTIME = RuntimeIdentity(name="runsc", version="0", platform="none", sha256="", path="", rootless=False)
SCRIPT = wire.Script(name="programs", document=msgspec.Raw(b"{}"), import_paths=(".",))
TASK = wire.Task(token=TOKEN, limits=Limits(), layers=(), script=SCRIPT)


def event(kind: str, **fields: object) -> bytes:
    """One line of the event pipe."""
    return TOKEN.encode() + json.dumps({"event": kind, **fields}).encode() + b"\n"


def read(events: bytes, **ended: object) -> ScriptOutcome:
    """What is read when the runner hands these events over."""
    facts = {"exit_code": 0, "signal": 0, "limit": "", "survivors": 0, "output": "", "output_truncated": False}
    measured = {"cpu_s": 0.1, "peak_memory_mib": 1.0, "wall_s": 0.1}
    conversation = Conversation.__new__(Conversation)
    conversation.starting, conversation.broken, conversation.late = True, "", False
    conversation.ended = wire.Ended(**{**facts, **measured, **ended})  # pyright: ignore[reportArgumentType]
    conversation.events = events
    return read_script(TASK, conversation, Facts(RUNTIME, out_of_memory=False, wall_s=1.0))


def test_the_records_of_a_script_that_came_to_its_end_are_complete() -> None:
    seen = read(event("record", body={"id": 1}) + event("record", body={"id": 2}) + event("end", exit=0))
    assert [json.loads(record) for record in seen.records] == [{"id": 1}, {"id": 2}]
    assert seen.completed


@pytest.mark.parametrize(
    ("tail", "ended"),
    [
        (b"", {}),
        (event("end", exit=0), {"exit_code": 3}),
        (event("end", exit=0), {"exit_code": None, "signal": 9}),
        (event("end", exit=0), {"limit": "cpu"}),
        (event("end", exit=0), {"survivors": 2}),
        (TOKEN.encode() + b'{"event"', {}),
    ],
    ids=["no end", "another exit code", "killed", "limit", "survivors", "torn"],
)
def test_a_script_that_was_disturbed_is_not_complete(tail: bytes, ended: dict[str, object]) -> None:
    seen = read(event("record", body={"id": 1}) + tail, **ended)
    assert not seen.completed
    assert [json.loads(record) for record in seen.records] == [{"id": 1}]


@pytest.mark.parametrize(
    "events",
    [
        event("end", exit=0) + event("record", body={}),
        event("collected", ids=[]),
        b"no token\n",
        event("record", body={}, more=1),
    ],
    ids=["after the end", "pytest's", "no token", "unknown field"],
)
def test_what_does_not_belong_there_is_a_violation_and_nothing_of_it_is_believed(events: bytes) -> None:
    seen = read(events)
    assert seen.outcome.violation
    assert not seen.completed
    assert seen.records == ()


def test_the_limit_is_named() -> None:
    assert read(b"", limit="memory").outcome.limit is Limit.MEMORY
