"""Calls of programs are hostile: each is judged before it reaches a tool, and each is on record."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from stelp_ci.errors import UsageError
from stelp_ci.exec.answering import Answering
from stelp_ci.exec.tools import Tool, toolbox

NUMBERS = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


def answering(function: Callable[..., object], **bounds: Any) -> Answering:
    """Answers for one tool called `work`."""
    return Answering(toolbox((Tool("work", NUMBERS, function, **bounds),)))


def ask(answers: Answering, arguments: object, tool: str = "work") -> dict[str, Any]:
    """What program 0 is told."""
    return json.loads(answers.answer(0, json.dumps({"tool": tool, "arguments": arguments}).encode()))


def test_a_good_call_is_answered_and_recorded() -> None:
    answers = answering(lambda n: (n, {"double": 2 * n}))
    assert ask(answers, {"n": 4}) == {"value": {"$tuple": [4, {"double": 8}]}}
    (record,) = answers.of(0)
    assert (record.tool, record.arguments, record.outcome, record.attempts) == ("work", {"n": 4}, "answered", 1)
    assert answers.of(1) == ()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\xff",
        b"[]",
        b"{" * 100_000,
        b'{"tool":"work"}',
        b'{"tool":1,"arguments":{}}',
        b'{"tool":"work","arguments":[]}',
        b'{"tool":"work","arguments":{"n":1},"more":1}',
        b'{"tool":"other","arguments":{"n":1}}',
        b'{"tool":"__class__","arguments":{}}',
        b'{"tool":"work","arguments":{"n":"1"}}',
        b'{"tool":"work","arguments":{"n":1,"self":2}}',
        b'{"tool":"work","arguments":{"n":{"$opaque":["int","1"]}}}',
        b'{"tool":"work","arguments":{"n":{"$evil":1}}}',
    ],
)
def test_a_call_that_is_not_in_order_never_reaches_a_tool(said: bytes) -> None:
    reached: list[object] = []
    answers = answering(lambda **given: reached.append(given))
    assert list(json.loads(answers.answer(0, said))) == ["error"]
    assert reached == []
    assert [record.outcome for record in answers.of(0)] == ["refused"]


def test_calls_are_counted_for_each_program() -> None:
    answers = answering(lambda n: n, calls=2)
    assert [list(ask(answers, {"n": 1})) for _ in range(3)] == [["value"], ["value"], ["error"]]
    assert json.loads(answers.answer(1, b'{"tool":"work","arguments":{"n":1}}')) == {"value": 1}


def test_a_tool_that_raises_is_tried_again_as_often_as_it_says() -> None:
    tries: list[int] = []

    def third_time(n: int) -> int:
        tries.append(n)
        if len(tries) < 3:
            raise OSError("not yet")
        return n

    answers = answering(third_time, retries=2)
    assert ask(answers, {"n": 1}) == {"value": 1}
    assert answers.of(0)[0].attempts == 3
    tries.clear()
    answers = answering(third_time, retries=1)
    assert ask(answers, {"n": 1}) == {"error": "OSError: not yet"}


def test_a_tool_that_ends_its_thread_has_failed() -> None:
    def leave(n: int) -> None:
        raise SystemExit(n)

    assert "SystemExit" in ask(answering(leave), {"n": 1})["error"]


def test_a_tool_that_hangs_is_left_behind() -> None:
    gate = threading.Event()
    answers = answering(lambda n: gate.wait(n), timeout_s=0.05)
    begun = time.monotonic()
    assert "no answer within" in ask(answers, {"n": 60})["error"]
    assert time.monotonic() - begun < 5
    gate.set()


@pytest.mark.parametrize("result", ["x" * 200, object(), [object()]], ids=["long", "object", "nested"])
def test_a_result_that_is_too_long_or_not_plain_is_a_failure(result: object) -> None:
    answers = answering(lambda n: result, result_bytes=100)  # noqa: ARG005
    assert list(ask(answers, {"n": 1})) == ["error"]
    assert answers.of(0)[0].outcome == "failed"


def test_calls_that_come_too_fast_wait_their_turn() -> None:
    answers = answering(lambda n: n, rate=20.0)
    begun = time.monotonic()
    for _ in range(3):
        ask(answers, {"n": 1})
    assert time.monotonic() - begun >= 0.1
    slow = answering(lambda n: n, rate=0.01, timeout_s=1.0)
    assert [list(ask(slow, {"n": 1})) for _ in range(2)] == [["value"], ["error"]]


@pytest.mark.parametrize(
    "tool",
    [
        Tool("no name", NUMBERS, print),
        Tool("_private", NUMBERS, print),
        Tool("class", NUMBERS, print),
        Tool("größe", NUMBERS, print),
        Tool("work", {"type": "string"}, print),
        Tool("work", {"type": "object", "patternProperties": {}}, print),
        Tool("work", NUMBERS, print, timeout_s=0),
        Tool("work", NUMBERS, print, retries=-1),
        Tool("work", NUMBERS, print, rate=-1),
        Tool("work", NUMBERS, print, calls=0),
        Tool("work", NUMBERS, print, result_bytes=1 << 30),
    ],
)
def test_a_tool_that_cannot_be_offered_is_refused(tool: Tool) -> None:
    with pytest.raises(UsageError):
        toolbox((tool,))


def test_two_tools_of_one_name_are_refused() -> None:
    with pytest.raises(UsageError):
        toolbox((Tool("work", NUMBERS, print), Tool("work", NUMBERS, print)))


def test_an_open_array_takes_no_keys_that_did_not_cross() -> None:
    reached: list[object] = []
    tool = Tool("work", {"type": "object", "properties": {"n": {"type": "array"}}}, lambda n: reached.append(n))
    answers = Answering(toolbox((tool,)))
    said = b'{"tool":"work","arguments":{"n":[{"$dict":[[{"$opaque":["C","c"]},1]]}]}}'
    assert list(json.loads(answers.answer(0, said))) == ["error"]
    assert reached == []
