"""What the process under judgement says is put together only as far as it fits together."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.execute.events import Assembly, decode_events
from stelp_ci.execute.wire import WireError
from stelp_ci.model.execution import PytestResult, PytestTask, Stub, StubBehaviour, TestOutcome

TOKEN = "0123456789abcdef"  # noqa: S105 - marks lines, guards nothing
FAILURE: dict[str, Any] = {"path": "", "line": 0, "exception": "", "message": "", "missing": ""}
COLLECTED: dict[str, Any] = {"event": "collected", "ids": ["t.py::a", "t.py::b"]}
END: dict[str, Any] = {"event": "end", "exit": 0}
STUB = Stub(module="m", qualname="f", behaviour=StubBehaviour.RAISE)


def started(name: str) -> dict[str, Any]:
    return {"event": "started", "id": name}


def finished(name: str, outcome: str = "passed") -> dict[str, Any]:
    return {"event": "finished", "id": name, "outcome": outcome, "duration_s": 0.1, **FAILURE}


def written(*events: dict[str, Any], token: str = TOKEN) -> bytes:
    return b"".join(token.encode() + msgspec.json.encode(event) + b"\n" for event in events)


def assembled(*events: dict[str, Any], ended_in_order: bool = True) -> PytestResult:
    assembly = Assembly(PytestTask(targets=("t.py",), stubs=(STUB,)))
    decoded, torn = decode_events(written(*events), TOKEN)
    assert not torn
    for event in decoded:
        assembly.take(event)
    return assembly.result(ended_in_order=ended_in_order)


BOTH = (COLLECTED, started("t.py::a"), finished("t.py::a"), started("t.py::b"), finished("t.py::b"))


def test_a_session_with_all_its_tests_and_its_end_is_complete() -> None:
    result = assembled(*BOTH, END)
    assert result.completed
    assert [test.outcome for test in result.tests] == [TestOutcome.PASSED, TestOutcome.PASSED]


def test_a_process_that_did_not_end_in_order_completes_nothing() -> None:
    assert not assembled(*BOTH, END, ended_in_order=False).completed


def test_no_end_is_not_complete() -> None:
    assert not assembled(*BOTH).completed


@pytest.mark.parametrize("code", [2, 3, 4, 120, -9])
def test_an_exit_code_of_a_broken_session_is_not_complete(code: int) -> None:
    assert not assembled(*BOTH, {"event": "end", "exit": code}).completed


def test_a_collected_test_that_never_ran_is_told_and_not_complete() -> None:
    result = assembled(*BOTH[:3], END)
    assert [test.outcome for test in result.tests] == [TestOutcome.PASSED, TestOutcome.NOT_RUN]
    assert not result.completed


def test_a_test_that_began_and_did_not_end_is_the_one_that_was_running() -> None:
    result = assembled(*BOTH[:4])
    assert result.running == "t.py::b"
    assert not result.completed


def test_a_test_that_ran_twice_is_as_good_as_its_worst_run() -> None:
    again = (started("t.py::a"), finished("t.py::a"))
    result = assembled(COLLECTED, started("t.py::a"), finished("t.py::a", "failed"), *again, *BOTH[3:], END)
    assert result.tests[0].outcome is TestOutcome.FAILED


def test_a_missing_module_and_a_skipped_file_are_kept_apart() -> None:
    error = {**FAILURE, "event": "collect-error", "path": "t.py", "missing": "yaml"}
    skipped = {**FAILURE, "event": "collect-skip", "path": "u.py", "missing": "numpy"}
    result = assembled(error, skipped, {"event": "collected", "ids": []}, {"event": "end", "exit": 5})
    assert [error.missing for error in result.collect_errors] == ["yaml"]
    assert [skip.missing for skip in result.skipped_files] == ["numpy"]


def test_a_stub_record_names_the_stub_that_was_asked_for() -> None:
    result = assembled(*BOTH, {"event": "stub", "index": 0, "ran": 2, "killed_by": "t.py::b"}, END)
    assert [(record.module, record.behaviour, record.killed_by) for record in result.stubs] == [
        ("m", StubBehaviour.RAISE, "t.py::b")
    ]


@pytest.mark.parametrize(
    "events",
    [
        (COLLECTED, COLLECTED),
        (started("t.py::a"),),
        (COLLECTED, started("t.py::c")),
        (COLLECTED, finished("t.py::a")),
        (COLLECTED, started("t.py::a"), finished("t.py::b")),
        (*BOTH, END, END),
        (*BOTH, END, started("t.py::a")),
        (*BOTH, {"event": "stub", "index": 1}, END),
        (*BOTH, {"event": "stub", "index": -1}, END),
        (*BOTH, {"event": "stub", "index": 0}, {"event": "stub", "index": 0}, END),
        ({"event": "verdict", "pass": True},),
        ({"event": "end"},),
        ({"event": "end", "exit": 0, "extra": 1},),
        ({**finished("t.py::a"), "outcome": "great"},),
        ({**finished("t.py::a"), "duration_s": "0"},),
    ],
)
def test_events_that_contradict_each_other_are_refused(events: tuple[dict[str, Any], ...]) -> None:
    with pytest.raises(WireError):
        assembled(*events)


@pytest.mark.parametrize(
    "data",
    [
        written(END, token=""),
        written(END, token="f" * 16),
        written(END)[1:],
        b"\n",
        b"1 passed\n",
        TOKEN.encode() + b"\xff\xfe\n",
        TOKEN.encode() + b"\n",
        written(END) + b"trailing",
        b"trailing",
    ],
)
def test_a_line_without_the_token_of_the_run_is_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        decode_events(data, TOKEN)


def test_a_line_torn_by_death_is_told() -> None:
    whole = written(COLLECTED, END)
    for cut in range(len(whole)):
        _, torn = decode_events(whole[:cut], TOKEN)
        assert torn == (cut > 0 and whole[cut - 1 : cut] != b"\n")


@given(st.binary(max_size=300))
def test_no_bytes_end_in_anything_but_events_or_a_refusal(data: bytes) -> None:
    for text in (data, TOKEN.encode() + data + b"\n"):
        try:
            decode_events(text, TOKEN)
        except WireError:
            continue
