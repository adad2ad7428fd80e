"""Whatever the process under judgement writes to the event pipe ends in a result or in an error of the wire."""

import msgspec
from hypothesis import example, given

from stelp_ci.execute.events import Assembly, decode_events
from stelp_ci.execute.wire import WireError, decode_ended
from stelp_ci.model.execution import PytestResult, PytestTask, Stub, StubBehaviour
from tests.fuzz.mutations import fuzz, mutated

MARK = "0123456789abcdef"
STUB = Stub(module="m", qualname="f", behaviour=StubBehaviour.RAISE)
NOWHERE: dict[str, object] = {"path": "t.py", "line": 3, "exception": "E", "message": "m", "missing": ""}
EVENTS: list[dict[str, object]] = [
    {"event": "collected", "ids": ["t.py::a", "t.py::b"]},
    {"event": "collect-error", **NOWHERE},
    {"event": "collect-skip", **NOWHERE},
    {"event": "started", "id": "t.py::a"},
    {"event": "finished", "id": "t.py::a", "outcome": "failed", "duration_s": 0.1, **NOWHERE},
    {"event": "stub", "index": 0, "ran": 1, "killed_by": "t.py::a"},
    {"event": "flood", "id": "t.py::b"},
    {"event": "usage", **NOWHERE},
    {"event": "end", "exit": 1},
]
LINES = [MARK.encode() + msgspec.json.encode(event) + b"\n" for event in EVENTS]
SAMPLES = [b"".join(LINES), b"".join(LINES[:5]), LINES[0] + LINES[3] + LINES[4] + LINES[8], *LINES]
ENDED = [
    b'{"exit_code":0,"signal":0,"limit":"","survivors":0,"output":"","output_truncated":false,'
    b'"cpu_s":0.1,"peak_memory_mib":10.5,"wall_s":0.2}',
]
DEEP = b'{"x":' + b"[" * 100_000
NAMELESS = MARK.encode() + msgspec.json.encode({**EVENTS[4], "id": ""}) + b"\n"
WORDS = [NAMELESS, *LINES, MARK.encode(), b'"id":', b'"event":"', b"[[[[", b'{"event":{"event":']


@fuzz()
@given(mutated(SAMPLES, WORDS))
@example(NAMELESS)
@example(MARK.encode() + DEEP + b"\n")
def test_any_events_end_in_a_result_or_an_error(data: bytes) -> None:
    assembly = Assembly(PytestTask(targets=("t.py",), stubs=(STUB,)))
    try:
        events, torn = decode_events(data, MARK)
        for event in events:
            assembly.take(event)
        result = assembly.result(ended_in_order=not torn)
    except WireError as error:
        assert str(error)
    else:
        assert msgspec.json.decode(msgspec.json.encode(result), type=PytestResult) == result


@fuzz()
@given(mutated(ENDED, [b'{"x":', b"[" * 20, b'"output":"', b'"limit":"wall"']))
@example(DEEP)
def test_any_last_frame_ends_in_a_value_or_an_error(data: bytes) -> None:
    try:
        ended = decode_ended(data)
    except WireError as error:
        assert str(error)
    else:
        assert decode_ended(msgspec.json.encode(ended)) == ended
