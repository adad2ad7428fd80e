"""A program completes only if it came undisturbed to its end; whatever it says of itself does not change that."""

import base64
import json
from typing import Any

import pytest

from stelp_ci.errors import SandboxError
from stelp_ci.exec.reading import read_run
from stelp_ci.model.program_run import ProgramRun, RunLimit, RunStage, RunStatus

TOKEN = "t" * 32
ACCEPTED = {"event": "record", "body": {"step": "transpiled", "ms": 1.0}}
VIOLATION = {"code": "STELP-S007", "message": "no", "line": 1, "column": 2}
REFUSED = {"event": "record", "body": {"step": "refused", "ms": 1.0, "violations": [VIOLATION]}}
END = {"event": "end", "exit": 0}
RAISED = {"type": "ValueError", "message": "m", "line": 3}


def ended(**fields: Any) -> dict[str, Any]:
    """The record of an end."""
    return {"event": "record", "body": {"step": "ended", "kind": "completed", "ms": 2.0, **fields}}


def lines(*events: object) -> bytes:
    """As the process of a program writes them."""
    return b"".join(TOKEN.encode() + json.dumps(event).encode() + b"\n" for event in events)


GOOD = lines(ACCEPTED, ended(value={"$tuple": [1]}), END)


def read(told: bytes, **seen: Any) -> ProgramRun:
    """What is read of a process that told this."""
    record = {
        "token": TOKEN,
        "exit_code": 0,
        "signal": 0,
        "limit": "",
        "survivors": 0,
        "wall_s": 0.5,
        "output": base64.b64encode(b"out\xff").decode(),
        "output_truncated": False,
        "told": base64.b64encode(told).decode(),
        **seen,
    }
    return read_run("id", json.dumps(record).encode())


def test_an_undisturbed_end_is_complete_with_its_value() -> None:
    run = read(GOOD)
    assert (run.status, run.stage, run.value, run.stdout) == (RunStatus.COMPLETED, None, (1,), "out\\xff")
    assert (run.transpile_ms, run.run_ms) == (1.0, 2.0)


@pytest.mark.parametrize(
    ("seen", "status", "stage"),
    [
        ({"exit_code": None, "signal": 9}, RunStatus.ERROR, RunStage.RUNTIME),
        ({"exit_code": None, "signal": 11}, RunStatus.ERROR, RunStage.RUNTIME),
        ({"exit_code": 3}, RunStatus.ERROR, RunStage.RUNTIME),
        ({"survivors": 1}, RunStatus.ERROR, RunStage.RUNTIME),
        ({"limit": "wall"}, RunStatus.LIMITED, RunStage.RUNTIME),
        ({"limit": "file-size"}, RunStatus.LIMITED, RunStage.RUNTIME),
    ],
)
def test_a_good_report_does_not_outweigh_how_the_process_ended(
    seen: dict[str, Any], status: RunStatus, stage: RunStage
) -> None:
    run = read(GOOD, **seen)
    assert (run.status, run.stage) == (status, stage)
    assert run.value is None


@pytest.mark.parametrize(
    "told",
    [
        b"",
        lines(ACCEPTED),
        lines(ACCEPTED, ended()),
        lines(ended(), END),
        lines(END),
        GOOD + b"x",
        b"x" + GOOD,
        GOOD + GOOD,
        lines(ACCEPTED, ended(), END, END),
        lines(ACCEPTED, ended(), ended(), END),
        lines(ACCEPTED, {"event": "end", "exit": 1}),
        lines(ACCEPTED, {"event": "collected", "ids": []}, END),
        lines(ACCEPTED, ended(kind="fine"), END),
        lines(ACCEPTED, ended(more=1), END),
        lines(ACCEPTED, ended(value={"$evil": 1}), END),
        lines(REFUSED, ended(), END),
        lines({"event": "record", "body": {"step": "refused", "ms": 1.0, "violations": []}}, END),
        lines(ACCEPTED, REFUSED, END),
    ],
)
def test_a_report_that_is_not_in_order_is_never_complete(told: bytes) -> None:
    run = read(told)
    assert run.status is RunStatus.ERROR
    assert run.exception is not None


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (lines(REFUSED, END), (RunStatus.BLOCKED, RunStage.POLICY, None)),
        (lines(ACCEPTED, ended(kind="raised", exception=RAISED), END), (RunStatus.ERROR, RunStage.RUNTIME, None)),
        (
            lines(ACCEPTED, ended(kind="denied", exception=RAISED, code="STELP-S019"), END),
            (RunStatus.BLOCKED, RunStage.RUNTIME, None),
        ),
        (
            lines(ACCEPTED, ended(kind="stopped", exception=RAISED, limit="fuel"), END),
            (RunStatus.LIMITED, RunStage.RUNTIME, RunLimit.FUEL),
        ),
    ],
)
def test_each_end_has_its_status(told: bytes, expected: tuple[RunStatus, RunStage, RunLimit | None]) -> None:
    run = read(told)
    assert (run.status, run.stage, run.limit) == expected


def test_a_stop_while_the_program_runs_says_what_to_write_instead() -> None:
    told = lines(ACCEPTED, ended(kind="denied", exception=RAISED, code="STELP-R004"), END)
    assert read(told).violations[0].repair.startswith("Repeat one thing at a time")


def test_what_the_input_discipline_refuses_is_blocked_at_the_stage_parse() -> None:
    refused = {
        "event": "record",
        "body": {"step": "refused", "ms": 1.0, "violations": [{**VIOLATION, "code": "STELP-P011"}]},
    }
    assert read(lines(refused, END)).stage is RunStage.PARSE


def test_a_transpiler_that_fails_says_nothing_about_the_program() -> None:
    run = read(b"", exit_code=1)
    assert (run.status, run.stage) == (RunStatus.INCONCLUSIVE, RunStage.PARSE)


def test_a_parser_that_dies_is_an_error_of_parsing() -> None:
    run = read(b"", exit_code=None, signal=11)
    assert (run.status, run.stage) == (RunStatus.ERROR, RunStage.PARSE)


@pytest.mark.parametrize("record", [b"", b"{}", b"[]", b'{"token": "short"}'])
def test_a_record_that_no_server_writes_is_a_failure_of_the_sandbox(record: bytes) -> None:
    with pytest.raises(SandboxError):
        read_run(None, record)


def test_a_program_cannot_make_its_time_longer_than_its_parent_saw() -> None:
    assert read(lines(ACCEPTED, ended(ms=1e12), END)).run_ms == 500.0
    assert read(lines(ACCEPTED, ended(ms=-5.0), END)).run_ms == 0.0
