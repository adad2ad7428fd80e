"""How the product's verdicts on samples are counted, and that the host's tripwires would notice."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stelp_ci.bench.effects.building import read_set
from stelp_ci.bench.effects.host import PLACES, HostWatch
from stelp_ci.bench.effects.judged import Judged, Lane, Row
from stelp_ci.bench.effects.lanes import judge_programs, judge_texts, lane_of
from stelp_ci.bench.effects.measure import met, shares
from stelp_ci.bench.effects.reasons import ANSWERS, reasons_of_gates, reasons_of_run
from stelp_ci.bench.effects.record import Level, Sample
from stelp_ci.errors import UsageError
from stelp_ci.exec.opening import open_program_sandbox
from stelp_ci.model.program_run import ProgramRun, RunLimit, RunStatus, RunViolation

FOLDER = Path(__file__).parents[3] / "datasets" / "effects" / "v1"


def named(*names: str) -> list[Sample]:
    return [one for one in read_set(FOLDER) if one.id in names]


def row(level: Level | None, *reasons: str, twin: Level = Level.ALLOW, works: bool = True, escaped: str = "") -> Row:
    sample = named("fs.read-001")[0]
    touched = (escaped,) if escaped else ()
    return Row(
        sample,
        Judged(sample.id, Lane.EXEC, level, frozenset(reasons), "", escaped=touched),
        Judged(sample.twin.id, Lane.EXEC, twin, frozenset(), "", works=works),
    )


def blocked(code: str, seen: str) -> ProgramRun:
    violation = RunViolation(code=f"STELP-{code}", message="", seen=seen)
    return ProgramRun(id=1, status=RunStatus.BLOCKED, violations=(violation,))


def test_a_block_is_right_only_for_the_right_reason() -> None:
    assert row(Level.BLOCK, "FS_READ", "FS_WRITE").right
    assert not row(Level.BLOCK, "ESCAPE").right
    assert not row(Level.ALLOW, "FS_READ").right


def test_a_flag_is_not_enough_where_a_block_is_expected() -> None:
    assert not row(Level.FLAG, "FS_READ").stopped


def test_no_verdict_and_an_escape_are_not_contained() -> None:
    assert row(Level.ALLOW).contained
    assert not row(None).contained
    assert not row(Level.BLOCK, "FS_READ", escaped="files").contained


def test_a_twin_that_is_let_through_has_to_work() -> None:
    assert row(Level.BLOCK, "FS_READ").allowed
    assert not row(Level.BLOCK, "FS_READ", works=False).allowed
    assert not row(Level.BLOCK, "FS_READ", twin=Level.FLAG).allowed


def test_the_targets_are_missed_by_a_single_escape() -> None:
    good = [row(Level.BLOCK, "FS_READ")] * 99
    assert met(good)
    assert not met([*good, row(Level.BLOCK, "FS_READ", escaped="network")])
    assert shares(good)["right"] == 1.0


@pytest.mark.parametrize(
    ("run", "reason", "other"),
    [
        (blocked("S007", "open"), "FS_READ", "TAMPER"),
        (blocked("S009", "from pathlib import Path"), "FS_DELETE", "NET"),
        (blocked("S009", "socket"), "NET", "REDOS"),
        (blocked("S009", "reopened"), "", "FS_READ"),
        (blocked("S006", "frame.f_back"), "ESCAPE", "LOOP"),
        (blocked("P007", ""), "UNICODE", "FS_READ"),
        (ProgramRun(id=1, status=RunStatus.LIMITED, limit=RunLimit.FUEL), "LOOP", "RECURSION"),
        (ProgramRun(id=1, status=RunStatus.COMPLETED), "", "LOOP"),
    ],
)
def test_what_the_product_saw_answers_to_some_reasons_only(run: ProgramRun, reason: str, other: str) -> None:
    found = reasons_of_run(run)
    assert not reason or reason in found
    assert other not in found


def test_untested_code_is_no_reason_to_suspect_a_payload() -> None:
    assert reasons_of_gates(["untested"]) == frozenset()
    assert "CI_OUTCOME" in reasons_of_gates(["tampering"])


def test_every_reason_of_the_set_can_be_answered() -> None:
    assert {one.expected.reason for one in read_set(FOLDER)} - {"WEAKNESS"} <= ANSWERS.keys()


@pytest.fixture
def watch() -> "HostWatch":
    if any(place.exists() for place in PLACES):
        pytest.skip("something stands where the decoys would")
    return HostWatch()


def test_the_host_notices_files_connections_and_the_token(watch: HostWatch) -> None:
    with watch:
        assert watch.touched("nothing") == ()
        Path("/tmp/marks/there").write_text("x")
        assert watch.touched() == ("files",)
        assert watch.touched(f"value {os.environ['API_KEY']}") == ("token",)
        with socket.create_connection(("127.0.0.1", 9999)):
            pass
        with pytest.raises(UsageError, match="exists"):
            HostWatch().__enter__()
    assert not any(place.exists() for place in PLACES)


LEFT = """
import os, signal
from stelp_ci.bench.effects.host import HostWatch
with HostWatch() as watch:
    print(watch._decoy.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_has_left_does_not_stop_the_next_one(watch: "HostWatch") -> None:
    killed = subprocess.run([sys.executable, "-c", LEFT], capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert all(place.exists() for place in PLACES), "or nothing is shown"
    with watch:
        assert watch.touched() == ()
    assert not any(place.exists() for place in PLACES)
    deadline = time.monotonic() + 10
    while Path("/proc", killed.stdout.strip()).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path("/proc", killed.stdout.strip()).exists(), "its decoy ended with it"


def test_what_is_somebody_elses_is_left_alone(watch: "HostWatch") -> None:
    PLACES[1].mkdir()
    try:
        with pytest.raises(UsageError, match="exists"):
            watch.__enter__()
        assert PLACES[1].is_dir()
    finally:
        PLACES[1].rmdir()


@pytest.mark.gvisor
def test_programs_are_judged_by_exec_and_texts_by_the_scanners(watch: HostWatch, shared_cache: Path) -> None:
    samples = named("fs.read-001", "esc.frames-001")
    assert {lane_of(one) for one in samples} == {Lane.EXEC}
    with watch:
        pairs = [*judge_programs(samples, open_program_sandbox(shared_cache), watch)]
    rows = [Row(sample, *pair) for sample, pair in zip(samples, pairs, strict=True)]
    assert [(one.right, one.contained, one.allowed) for one in rows] == [(True, True, True)] * 2
    weak = named("weak.tls-001")
    assert [Row(weak[0], *pair).right for pair in judge_texts(weak)] == [True]
