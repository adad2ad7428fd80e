"""Batches: lines that can be read become programs, all others become results that say why."""

import io
import json

import pytest

from stelp_ci.exec.lines import LINE_BYTES, line_of, read_lines
from stelp_ci.exec.load import Given
from stelp_ci.model.program_run import ProgramRun, RunException, RunStage, RunStatus, RunViolation, ToolCall

KEYS = ["id", "status", "stage", "violations", "limit", "value", "stdout", "exception", "timing_ms"]


def read(*lines: bytes) -> list[Given | ProgramRun]:
    return list(read_lines(io.BytesIO(b"\n".join(lines))))


def test_a_line_is_a_program_with_its_arguments() -> None:
    plain, listed, named = read(
        b'{"id": "a", "code": "x = 1"}',
        b'{"id": 2, "code": "def f(x): ...", "entry": "f", "args": [{"$tuple": [1]}]}',
        b'{"id": 3, "code": "def f(x): ...", "entry": "f", "args": {"x": 1}}',
    )
    assert isinstance(plain, Given)
    assert (plain.id, plain.program.source, plain.program.entry) == ("a", b"x = 1", "")
    assert isinstance(listed, Given)
    assert json.loads(bytes(listed.program.arguments)) == [{"$tuple": [1]}]
    assert isinstance(named, Given)
    assert json.loads(bytes(named.program.keywords)) == {"x": 1}


@pytest.mark.parametrize(
    ("line", "identity"),
    [
        (b"{", None),
        (b"nonsense", None),
        (b"\xff\xfe", None),
        (b'"text"', None),
        (b'{"id": "a"}', "a"),
        (b'{"code": "x"}', None),
        (b'{"id": "a", "code": 1}', "a"),
        (b'{"id": 1.5, "code": "x"}', None),
        (b'{"id": "a", "code": "x", "more": 1}', "a"),
        (b'{"id": "a", "code": "x", "args": [1]}', "a"),
        (b'{"id": "a", "code": "x", "entry": "f", "args": "x"}', "a"),
        (b'{"id": "a", "code": "x", "entry": "f", "args": {"$set": [1]}}', "a"),
        (b'{"id": "a", "code": "x", "entry": "f", "args": [{"$evil": 1}]}', "a"),
        (b'{"id": "a", "code": "\\ud800"}', None),
        (b"[" * 100_000, None),
    ],
)
def test_a_line_that_cannot_be_read_is_an_error_that_stops_nothing(line: bytes, identity: str | None) -> None:
    bad, good = read(line, b'{"id": "b", "code": ""}')
    assert isinstance(bad, ProgramRun)
    assert (bad.id, bad.status, bad.stage) == (identity, RunStatus.ERROR, RunStage.PARSE)
    assert bad.exception is not None
    assert "line 1" in bad.exception.message
    assert isinstance(good, Given)


def test_a_line_that_is_too_long_is_left_out_without_being_held() -> None:
    long = b'{"id": "a", "code": "' + b"x" * (3 * LINE_BYTES) + b'"}'
    bad, good = read(long, b'{"id": "b", "code": ""}')
    assert isinstance(bad, ProgramRun)
    assert isinstance(good, Given)
    assert good.id == "b"


def test_empty_lines_are_no_programs() -> None:
    assert read(b"", b"  ", b"") == []


def test_a_result_has_the_keys_that_are_promised() -> None:
    run = ProgramRun(
        id="a",
        status=RunStatus.BLOCKED,
        stage=RunStage.POLICY,
        violations=(RunViolation(code="STELP-S007", message="no", line=3, column=4, seen="open", repair="do without"),),
        value=(1, {2: 3}),
        exception=RunException(type="E", message="m", line=1),
        transpile_ms=1.5,
        run_ms=2.5,
    )
    line = json.loads(json.dumps(line_of(run)))
    assert list(line) == KEYS
    assert line["violations"] == [{"code": "STELP-S007", "message": "no", "line": 3, "col": 4}]
    assert line["value"] == {"$tuple": [1, {"$dict": [[2, 3]]}]}
    assert line["timing_ms"] == {"transpile": 1.5, "run": 2.5}
    assert (line["status"], line["stage"], line["limit"]) == ("blocked", "policy", None)


def test_calls_of_tools_are_in_the_line() -> None:
    call = ToolCall(tool="t", arguments={}, outcome="answered", attempts=1)
    line = line_of(ProgramRun(id=1, status=RunStatus.COMPLETED, calls=(call,)))
    assert [call["tool"] for call in line["calls"]] == ["t"]
