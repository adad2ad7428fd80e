"""What the next run takes for abandoned, and what it leaves to whoever is just making it."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stelp_ci.execute.workspace import ABANDONED_S, LOCK, PREFIX, sweep


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / f"{PREFIX}x"
    made.mkdir()
    return made


def test_a_folder_whose_run_is_gone_is_removed(folder: Path) -> None:
    (folder / LOCK).write_text("999999999")
    assert sweep(folder.parent) == (folder,)
    assert not folder.exists()


def test_a_folder_whose_run_lives_is_left(folder: Path) -> None:
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("1")
        lock.flush()
        assert sweep(folder.parent) == ()


def test_a_folder_whose_run_is_about_to_take_the_lock_is_left(folder: Path) -> None:
    (folder / LOCK).touch()
    assert sweep(folder.parent) == ()
    assert folder.exists()


def test_a_folder_that_was_never_locked_goes_when_it_is_old(folder: Path) -> None:
    (folder / LOCK).touch()
    long_ago = folder.stat().st_mtime - ABANDONED_S - 60
    os.utime(folder, (long_ago, long_ago))
    assert sweep(folder.parent) == (folder,)


IGNORING = """
import os, signal, subprocess
from stelp_ci.execute.workspace import workspace
signal.signal(signal.SIGINT, signal.SIG_IGN)
with workspace() as folder:
    started = subprocess.Popen(["sh", "-c", "sleep 1; exit 7", str(folder)])
    os.kill(os.getpid(), signal.SIGINT)
    print(started.wait())
"""


def test_a_run_that_ignores_ctrl_c_and_what_it_started_go_on(tmp_path: Path) -> None:
    started = [sys.executable, "-c", IGNORING]
    done = subprocess.run(
        started, capture_output=True, text=True, check=False, env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    assert (done.returncode, done.stdout) == (0, "7\n"), done.stderr
