"""The host keeps its head when the runner lies: each script here speaks in the runner's place."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from stelp_ci.errors import SandboxError
from stelp_ci.execute import conversation as talk
from stelp_ci.execute import wire
from stelp_ci.execute.container import Container
from stelp_ci.execute.conversation import Conversation
from stelp_ci.execute.reading import Facts, read_outcome
from stelp_ci.model.execution import Limit, Limits, Outcome, PytestTask, RuntimeIdentity

IDENTITY = RuntimeIdentity(name="fake", version="", platform="", sha256="", path="", rootless=False)
RESULT = "nonce = take(); say(b'R', mac(nonce, body, EVENTS) + EVENTS)"
TASK = wire.Task(token="t" * 8, limits=Limits(wall_s=0.5), layers=(), pytest=PytestTask(targets=("t.py",)))
SPEECH = r"""
import hashlib, hmac, json, os, sys, time
def take():
    size = int.from_bytes(sys.stdin.buffer.read(4), "big")
    return sys.stdin.buffer.read(size)[1:]
def say(kind, body=b""):
    os.write(1, (len(body) + 1).to_bytes(4, "big") + kind + body)
def mac(nonce, ended, events):
    parts = b"".join(len(part).to_bytes(8, "big") + part for part in (ended, events))
    return hmac.new(nonce, parts, hashlib.sha256).digest()
def event(**fields):
    return task["token"].encode() + json.dumps(fields).encode() + b"\n"
ENDED = dict(exit_code=0, signal=0, limit="", survivors=0, output="", output_truncated=False, cpu_s=0.0,
             peak_memory_mib=1.0, wall_s=0.1)
def ended(**change):
    body = json.dumps({**ENDED, **change}).encode()
    say(b"E", body)
    return body
task = json.loads(take())
EVENTS = b"".join([
    event(event="collected", ids=["t.py::a"]),
    event(event="started", id="t.py::a"),
    event(event="finished", id="t.py::a", outcome="passed", duration_s=0.1, path="", line=0, exception="", message="",
          missing=""),
    event(event="end", exit=0),
])
"""
HONEST = "say(b'S'); body = ended(); " + RESULT


def heard(script: str) -> tuple[Conversation, Outcome]:
    """What the host makes of a runner that follows `script`."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-I", "-c", SPEECH + script]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        conversation = Conversation(Container("fake", process, Path("/nonexistent"), None), TASK)
        conversation.hold()
        process.kill()
    return conversation, read_outcome(TASK, conversation, Facts(IDENTITY, out_of_memory=False, wall_s=1.0))


def test_an_honest_runner_is_believed() -> None:
    _, outcome = heard(HONEST)
    assert outcome.violation == ""
    assert outcome.result is not None
    assert outcome.result.completed


@pytest.mark.parametrize(
    "script",
    [
        "say(b'S')",
        "say(b'S'); ended()",
        "say(b'S'); ended(); take()",
        "say(b'S'); body = ended(); take(); say(b'R', bytes(32) + EVENTS)",
        "say(b'S'); body = ended(); say(b'R', mac(b'', body, EVENTS) + EVENTS)",
        "say(b'S'); body = ended(); nonce = take(); say(b'R', mac(nonce, body, EVENTS) + EVENTS + b'x')",
        "say(b'S'); ended(exit_code=1); body = json.dumps(ENDED).encode(); " + RESULT,
        HONEST + "; say(b'R', mac(nonce, body, EVENTS) + EVENTS)",
        HONEST + "; os.write(1, b'1 passed')",
        "say(b'S'); say(b'R', bytes(32) + EVENTS)",
        "say(b'S'); say(b'S')",
        "say(b'S'); ended(); body = ended(); nonce = take(); say(b'R', mac(nonce, body, EVENTS) + EVENTS)",
        "say(b'S'); ended(limit='everything')",
        "say(b'S'); ended(survivors='0')",
        "say(b'S'); say(b'E', b'{}')",
        "say(b'S'); os.write(1, b'\\xff' * 100000)",
        "say(b'S'); EVENTS = b'forged\\n'; body = ended(); " + RESULT,
        "say(b'S'); EVENTS += b'more'; body = ended(); " + RESULT,
        "say(b'S'); EVENTS += EVENTS; body = ended(); " + RESULT,
    ],
)
def test_a_runner_that_breaks_the_protocol_has_no_result(script: str) -> None:
    _, outcome = heard(script)
    assert outcome.started
    assert outcome.result is None
    assert outcome.violation


@pytest.mark.parametrize(
    "change", ["exit_code=1", "exit_code=None, signal=9", "limit='wall'", "survivors=1", "exit_code=None, signal=77"]
)
def test_good_events_of_a_bad_end_are_not_complete(change: str) -> None:
    _, outcome = heard(HONEST.replace("ended()", f"ended({change})"))
    assert outcome.result is not None
    assert not outcome.result.completed


def test_survivors_are_a_violation_and_a_signal_has_its_name() -> None:
    assert heard(HONEST.replace("ended()", "ended(survivors=2)"))[1].violation
    assert heard(HONEST.replace("ended()", "ended(exit_code=None, signal=11)"))[1].signal == "SIGSEGV"


@pytest.mark.parametrize(
    "script", ["", "sys.exit(3)", "os.write(2, b'no such rootfs')", "say(b'E')", "os.write(1, b'x' * 9)"]
)
def test_a_runner_that_never_started_is_no_verdict_on_the_code(script: str) -> None:
    with pytest.raises(SandboxError) as caught:
        heard(script)
    assert caught.value.remedy
    assert ("no such rootfs" in str(caught.value)) == ("rootfs" in script)


def test_a_runner_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "GRACE_S", 0.5)
    conversation, outcome = heard("say(b'S'); time.sleep(60)")
    assert conversation.late
    assert (outcome.limit, outcome.result) == (Limit.WALL, None)


def test_the_nonce_is_not_sent_before_the_end_has_been_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "GRACE_S", 0.5)
    script = "import select; say(b'S'); os.write(2, b'early' if select.select([0], [], [], 0.5)[0] else b'none')"
    conversation, _ = heard(script)
    assert conversation.diagnostics == b"none"


def test_a_runner_that_floods_its_complaints_is_kept_short() -> None:
    conversation, outcome = heard(
        "say(b'S')\nfor _ in range(400): os.write(2, b'e' * 65536)\n" + HONEST.replace("say(b'S'); ", "")
    )
    assert len(conversation.diagnostics) <= talk.DIAGNOSTICS_BYTES
    assert outcome.result is not None


def test_a_runner_that_does_not_listen_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "BOOT_S", 0.5)
    large = PytestTask(targets=tuple(f"test_{number}.py" for number in range(20_000)))
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], stdin=pipe, stdout=pipe, stderr=pipe
    ) as deaf:
        conversation = Conversation(
            Container("deaf", deaf, Path("/nonexistent"), None), msgspec.structs.replace(TASK, pytest=large)
        )
        conversation.hold()
        deaf.kill()
    assert conversation.broken == "the runner does not listen"
    assert not conversation.starting
