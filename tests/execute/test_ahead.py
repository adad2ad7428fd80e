"""Sandboxes ahead of their jobs: in the order in which they are expected, one at a time, each for one job alone."""

import time
from base64 import b64decode
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

import msgspec
import pytest

from stelp_ci.errors import SandboxError
from stelp_ci.exec.setup import RunProfile
from stelp_ci.execute.ahead import Ahead, begin
from stelp_ci.execute.held import shape_of
from stelp_ci.execute.runsc import RunscSandbox
from stelp_ci.model.execution import (
    Limits,
    Outcome,
    Program,
    ProgramsJob,
    PytestTask,
    SandboxJob,
    ScriptJob,
    TestOutcome,
)
from stelp_ci.transpile.strict.policy import STRICT, policy_as_json


class Started:
    """A sandbox as far as this is concerned."""

    def __init__(self, log: list[str], name: str) -> None:
        self.log, self.name, self.lives = log, name, True

    @contextmanager
    def run(self) -> Generator["Started"]:
        self.log.append(f"start {self.name}")
        yield self
        where = "" if current_thread() is main_thread() else " beside"
        self.log.append(f"end {self.name}{where}")


@contextmanager
def broken() -> Generator[Started]:
    raise SandboxError("no space")
    yield  # pyright: ignore[reportUnreachable]


@contextmanager
def stays(log: list[str]) -> Generator[Started]:
    yield Started(log, "stays")
    raise SandboxError("it cannot be ended")


def ahead_of(log: list[str], *names: str) -> "Ahead[Started]":
    ahead: Ahead[Started] = Ahead(lambda sandbox: sandbox.lives)
    for name in names:
        ahead.expect(name[0], Started(log, name).run)
    return ahead


def test_the_next_one_is_started_when_the_first_is_taken() -> None:
    log: list[str] = []
    ahead = ahead_of(log, "a1", "b2")
    assert log == ["start a1"]
    assert ahead.take("b") is None
    first = ahead.take("a")
    assert first and first.sandbox.name == "a1"
    assert log == ["start a1", "start b2"]
    ahead.end(first)
    ahead.close()
    assert set(log[2:]) == {"end a1 beside", "end b2 beside"}


def test_one_of_another_shape_is_not_taken() -> None:
    ahead = ahead_of([], "a1")
    assert ahead.take("b") is None
    ahead.close()


def test_one_that_died_meanwhile_is_not_given_to_a_job() -> None:
    log: list[str] = []
    ahead: Ahead[Started] = Ahead(lambda sandbox: sandbox.lives)
    dead = Started(log, "a1")
    ahead.expect("a", dead.run)
    dead.lives = False
    assert ahead.take("a") is None
    ahead.close()
    assert log == ["start a1", "end a1 beside"]


def test_one_that_cannot_be_started_is_left_to_its_job() -> None:
    log: list[str] = []
    ahead: Ahead[Started] = Ahead(lambda sandbox: sandbox.lives)
    ahead.expect("a", broken)
    ahead.expect("b", Started(log, "b").run)
    assert ahead.take("a") is None
    assert log == ["start b"]
    ahead.close()


def test_what_is_left_of_one_is_said_when_all_are_gone() -> None:
    ahead: Ahead[Started] = Ahead(lambda sandbox: sandbox.lives)
    ahead.expect("a", lambda: stays([]))
    with pytest.raises(SandboxError, match="cannot be ended"):
        ahead.close()


def test_where_nothing_is_expected_one_is_ended_at_once() -> None:
    log: list[str] = []
    ahead: Ahead[Started] = Ahead(lambda sandbox: sandbox.lives)
    ahead.end(begin(Started(log, "a").run))
    assert log == ["start a", "end a"]


def job(source: Path, **limits: Any) -> SandboxJob:
    return SandboxJob(source, PytestTask(targets=("test_it.py",)), Limits(memory_mib=512, **limits))


def test_what_differs_before_the_task_comes_is_another_shape(tmp_path: Path) -> None:
    plain = shape_of(job(tmp_path))
    assert plain == shape_of(job(tmp_path, wall_s=5, cpu_s=5, processes=9))
    assert plain._replace(kind="script") == shape_of(ScriptJob("calls", b"{}", Limits(memory_mib=512), tmp_path))
    others = (
        job(tmp_path / "other"),
        job(tmp_path)._replace(layers=(tmp_path,)),
        job(tmp_path)._replace(environment=(("A", "1"),)),
        job(tmp_path, tmpfs_mib=9),
        job(tmp_path, file_mib=9),
    )
    assert all(shape_of(other) != plain for other in others)


def programs(*sources: bytes) -> ProgramsJob:
    policy = msgspec.json.encode(policy_as_json(STRICT))
    limits = Limits(memory_mib=512, tmpfs_mib=32)
    return ProgramsJob(tuple(Program(source=source) for source in sources), RunProfile.STRICT, policy, limits)


@pytest.mark.gvisor
def test_programs_find_all_loaded_in_a_sandbox_that_waited(sandbox: RunscSandbox) -> None:
    job = programs(b"import math\nprint(math.pi)\n")
    sandbox.expect(job)
    try:
        time.sleep(3)
        assert sandbox.waiting == 1
        outcome = sandbox.run_programs(job)
        assert sandbox.waiting == 0
    finally:
        sandbox.close()
    assert (outcome.completed, len(outcome.records)) == (True, 1)
    assert msgspec.json.decode(outcome.records[0])["exit_code"] == 0


@pytest.mark.gvisor
@pytest.mark.parametrize("profile", RunProfile)
def test_a_program_that_waited_for_its_sandbox_or_the_other_way_round_ends_alike(
    sandbox: RunscSandbox, profile: RunProfile
) -> None:
    policy = b'{"denied": []}' if profile is not RunProfile.STRICT else msgspec.json.encode(policy_as_json(STRICT))
    job = programs(b"import json\nprint(json.dumps([1]))\n")._replace(profile=profile, policy=policy)
    sandbox.expect(job)
    try:
        time.sleep(2)
        both = [msgspec.json.decode(sandbox.run_programs(job).records[0]) for _ in range(2)]
    finally:
        sandbox.close()
    for record in both:
        seen = (record["exit_code"], record["limit"], record["survivors"], record["output_truncated"])
        assert seen == (0, "", 0, False)
        assert b'"completed"' in b64decode(record["told"])


@pytest.mark.gvisor
def test_waiting_takes_nothing_of_the_time_that_a_program_has(sandbox: RunscSandbox) -> None:
    job = programs(b"x = 1\n")._replace(limits=Limits(wall_s=1, cpu_s=1, memory_mib=512, tmpfs_mib=32))
    sandbox.expect(job)
    try:
        time.sleep(4)
        record = msgspec.json.decode(sandbox.run_programs(job).records[0])
    finally:
        sandbox.close()
    assert (record["exit_code"], record["limit"]) == (0, "")
    assert record["wall_s"] < 1


@pytest.mark.gvisor
def test_a_program_of_which_the_process_waited_is_ended_at_its_limits(sandbox: RunscSandbox) -> None:
    job = programs(b"while True:\n    pass\n")._replace(limits=Limits(wall_s=1, memory_mib=512, tmpfs_mib=32))
    job = job._replace(profile=RunProfile.PLAIN, policy=b"{}")
    sandbox.expect(job)
    try:
        time.sleep(2)
        record = msgspec.json.decode(sandbox.run_programs(job).records[0])
    finally:
        sandbox.close()
    assert record["limit"] == "wall"


@pytest.mark.gvisor
def test_jobs_in_sandboxes_that_waited_end_as_in_others_and_none_is_used_twice(
    sandbox: RunscSandbox, tmp_path: Path
) -> None:
    text = "import os\n\n\ndef test_it():\n    open('/tmp/mark', 'x').close()\n    assert os.environ['A'] == '1'\n"
    (tmp_path / "test_it.py").write_text(text, encoding="utf-8")
    mine = job(tmp_path, wall_s=30)._replace(environment=(("A", "1"),))
    sandbox.expect(mine, mine)
    try:
        outcomes: list[Outcome] = [sandbox.run(mine) for _ in range(3)]
    finally:
        sandbox.close()
    for outcome in outcomes:
        assert outcome.result is not None
        assert [test.outcome for test in outcome.result.tests] == [TestOutcome.PASSED]
        assert (outcome.violation, outcome.limit, outcome.result.completed) == ("", None, True)
