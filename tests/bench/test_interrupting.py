"""A benchmark that is interrupted at any point, in whatever way, goes on without loss, and leaves nothing behind."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stelp_ci.bench.effects.host import PLACES
from stelp_ci.exec.remembering import ROWS

DATA = Path(__file__).parents[2].parent / "shared" / "data"
SIGNALS = (signal.SIGINT, signal.SIGKILL, signal.SIGTERM)
CLEANED_S = 15.0

pytestmark = [
    pytest.mark.gvisor,
    pytest.mark.skipif(not DATA.is_dir(), reason="the public data is not here"),
]


def bench(temporary: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """Started in a process group of its own, as a shell does it; its temporary files lie in `temporary`."""
    temporary.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "stelp_ci", "bench", *arguments, "--format", "json"]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, start_new_session=True
    )


def finished(process: "subprocess.Popen[bytes]") -> bytes:
    out, err = process.communicate(timeout=600)
    assert process.returncode in (0, 1), err.decode()
    return out


def interrupted(process: "subprocess.Popen[bytes]", how: signal.Signals, after_s: float) -> bool:
    """Whether it was still running when it was told to end. Ctrl-C reaches the whole group, a kill the process."""
    try:
        process.wait(after_s)
    except subprocess.TimeoutExpired:
        (os.killpg if how is signal.SIGINT else os.kill)(process.pid, how)
        _, err = process.communicate(timeout=60)
        assert b"Traceback" not in err, err.decode()
        return True
    process.communicate()
    return False


def is_clean(temporary: Path) -> bool:
    """Whether nothing of a run is left: the folders, and the processes that name one."""
    deadline = time.monotonic() + CLEANED_S
    while time.monotonic() < deadline:
        if not [*temporary.glob("stelp-*")] and not _named(temporary):
            return True
        time.sleep(0.1)
    return False


def _named(folder: Path) -> list[str]:
    mark, found = os.fsencode(folder), list[str]()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "cmdline").read_bytes() + (process / "environ").read_bytes():
                found.append(process.name)
        except OSError:
            continue
    return found


def drawn(seed: int, count: int, first: float, last: float) -> list[float]:
    """Seconds after which a run is hit."""
    source = random.Random(seed)  # noqa: S311 - no secret
    return [source.uniform(first, last) for _ in range(count)]


def goes_on(tmp_path: Path, arguments: tuple[str, ...], moments: list[float]) -> int:
    """How often it was interrupted before it came to its end with what an undisturbed run says."""
    kept, temporary = tmp_path / "kept", tmp_path / "t"
    count = rows = 0
    for number, moment in enumerate(moments):
        how = SIGNALS[number % len(SIGNALS)]
        count += interrupted(bench(temporary, *arguments, "--resume", str(kept)), how, moment)
        assert is_clean(temporary), f"something is left after {how.name}"
        now = sum(file.read_bytes().count(b"\n") for file in kept.glob("*.jsonl"))
        assert now >= rows, "no row is lost"
        rows = now
    (tmp_path / "whole.json").write_bytes(finished(bench(temporary, *arguments, "--resume", str(kept))))
    (tmp_path / "undisturbed.json").write_bytes(finished(bench(temporary, *arguments)))
    assert (tmp_path / "whole.json").read_text("utf-8") == (tmp_path / "undisturbed.json").read_text("utf-8")
    return count


def test_programs_that_were_interrupted_say_what_one_run_says(tmp_path: Path) -> None:
    moments = drawn(11, 3, 1, 6)
    assert goes_on(tmp_path, ("mbpp", "--data", str(DATA), "--limit", "70"), moments) >= 1
    assert (tmp_path / "kept" / ROWS).read_bytes().count(b"\n") == 70, "nothing is counted twice"


@pytest.mark.proof
@pytest.mark.parametrize("seed", [1, 2])
def test_every_program_of_a_set_is_there_once_after_many_interruptions(tmp_path: Path, seed: int) -> None:
    moments = drawn(seed, 9, 0.2, 6)
    assert goes_on(tmp_path, ("mbpp", "--data", str(DATA), "--jobs", "2"), moments) >= 3
    assert (tmp_path / "kept" / ROWS).read_bytes().count(b"\n") == 427


@pytest.mark.proof
def test_samples_that_were_interrupted_leave_no_decoy_on_the_host(tmp_path: Path) -> None:
    if any(place.exists() for place in PLACES):
        pytest.skip("something stands where the decoys would")
    moments = drawn(5, 6, 2, 30)
    assert goes_on(tmp_path, ("effects", "--split", "dev", "--limit", "30"), moments) >= 2
    assert not any(place.exists() for place in PLACES)
