"""Programs are spread over sandboxes and come back in order, whatever becomes of a sandbox."""

import base64
import json
import threading
from collections.abc import Iterator

import msgspec

from stelp_ci.errors import SandboxError
from stelp_ci.exec.load import Given
from stelp_ci.exec.running import LOAD_PROGRAMS, loads, run_all
from stelp_ci.exec.setup import Isolation, Setup
from stelp_ci.model.execution import Limit, Outcome, Program, ProgramsJob, RuntimeIdentity, ScriptOutcome
from stelp_ci.model.program_run import ProgramRun, RunStage, RunStatus

RUNTIME = RuntimeIdentity(name="fake", version="", platform="", sha256="", path="", rootless=False)
TOKEN = "t" * 32


def record(said: str) -> bytes:
    """The record of a program that completed with `said` as its value."""
    events = (
        {"event": "record", "body": {"step": "transpiled", "ms": 1.0}},
        {"event": "record", "body": {"step": "ended", "kind": "completed", "ms": 1.0, "value": said}},
        {"event": "end", "exit": 0},
    )
    told = b"".join(TOKEN.encode() + json.dumps(event).encode() + b"\n" for event in events)
    seen = {"exit_code": 0, "signal": 0, "limit": "", "survivors": 0, "wall_s": 1.0, "output_truncated": False}
    return json.dumps({**seen, "token": TOKEN, "output": "", "told": base64.b64encode(told).decode()}).encode()


class Sandbox:
    """Breaks where a program says `break`, fails to start where one says `fail`."""

    identity = RUNTIME

    def __init__(self) -> None:
        self.loads: list[int] = []
        self.lock = threading.Lock()

    def run_programs(self, job: ProgramsJob) -> ScriptOutcome:
        with self.lock:
            self.loads.append(len(job.programs))
        texts = [program.source.decode() for program in job.programs]
        if "fail" in texts:
            raise SandboxError("no runsc")
        if "break" in texts or "memory" in texts:
            limit = Limit.MEMORY if texts == ["memory"] else None
            return ScriptOutcome(
                (), completed=False, outcome=Outcome(started=True, runtime=RUNTIME, limit=limit, violation="gone")
            )
        return ScriptOutcome(
            tuple(record(text) for text in texts), completed=True, outcome=Outcome(started=True, runtime=RUNTIME)
        )


def given(*texts: str) -> list[Given]:
    return [Given(number, Program(source=text.encode())) for number, text in enumerate(texts)]


def test_results_come_in_the_order_of_the_programs() -> None:
    texts = [f"p{number}" for number in range(150)]
    sandbox = Sandbox()
    runs = list(run_all(given(*texts), Setup(jobs=4), sandbox))
    assert [run.id for run in runs] == list(range(150))
    assert [run.value for run in runs] == texts
    assert max(sandbox.loads) == LOAD_PROGRAMS


def test_a_sandbox_for_each_program_where_that_was_asked_for() -> None:
    sandbox = Sandbox()
    list(run_all(given("a", "b", "c"), Setup(isolation=Isolation.SANDBOX), sandbox))
    assert sandbox.loads == [1, 1, 1]


def test_a_program_that_takes_its_sandbox_with_it_takes_no_other_result() -> None:
    sandbox = Sandbox()
    runs = list(run_all(given("a", "break", "memory", "b"), Setup(), sandbox))
    assert [run.status for run in runs] == [
        RunStatus.COMPLETED,
        RunStatus.INCONCLUSIVE,
        RunStatus.LIMITED,
        RunStatus.COMPLETED,
    ]
    assert sandbox.loads == [4, 1, 1, 1, 1]


def test_a_sandbox_that_does_not_start_is_no_verdict() -> None:
    (run,) = run_all(given("fail"), Setup(), Sandbox())
    assert (run.status, run.stage) == (RunStatus.INCONCLUSIVE, RunStage.SANDBOX)


def test_known_results_keep_their_place() -> None:
    known = ProgramRun(id="bad", status=RunStatus.ERROR)
    runs = list(run_all([*given("a"), known, *given("b")], Setup(), Sandbox()))
    assert [run.id for run in runs] == [0, "bad", 0]


def test_an_endless_source_is_drawn_as_there_is_room() -> None:
    drawn: list[int] = []

    def source() -> Iterator[Given]:
        number = 0
        while True:
            drawn.append(number)
            yield Given(number, Program(source=b"x"))
            number += 1

    runs = run_all(source(), Setup(jobs=2), Sandbox())
    assert next(runs).id == 0
    assert len(drawn) <= LOAD_PROGRAMS * 6
    runs.close()  # type: ignore[attr-defined]


def test_large_programs_fill_a_sandbox_before_many_do() -> None:
    large = [Given(number, Program(source=b"x" * (1 << 20))) for number in range(8)]
    assert [len(load) for load in loads(large, LOAD_PROGRAMS)] == [2, 2, 2, 2]


def test_a_torn_batch_of_records_is_not_taken_for_results() -> None:
    class Short(Sandbox):
        def run_programs(self, job: ProgramsJob) -> ScriptOutcome:
            whole = super().run_programs(job)
            return whole._replace(records=whole.records[:1]) if len(job.programs) > 1 else whole

    runs = list(run_all(given("a", "b"), Setup(), Short()))
    assert [run.value for run in runs] == ["a", "b"]
    assert msgspec.to_builtins(runs[0])["status"] == "completed"
