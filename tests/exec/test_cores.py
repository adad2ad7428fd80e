"""Loads of programs wait for a core, and nobody who died is waited for."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stelp_ci.exec.cores import a_core


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})


def test_no_more_loads_run_at_a_time_than_there_are_cores(tmp_path: Path) -> None:
    running: list[int] = []
    together: list[int] = []

    def load(_: int) -> None:
        with a_core(tmp_path) as core:
            running.append(core)
            together.append(len(running))
            time.sleep(0.1)
            running.remove(core)

    with ThreadPoolExecutor(max_workers=6) as pool:
        list(pool.map(load, range(6)))
    assert len(together) == 6
    assert max(together) == 2


def test_a_load_that_fails_lets_go_of_its_core(tmp_path: Path) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), a_core(tmp_path):
            raise ZeroDivisionError
    with a_core(tmp_path) as core:
        assert core == 0


HOLDING = """
import sys, time
from pathlib import Path
from stelp_ci.exec.cores import a_core
with a_core(Path(sys.argv[1])) as core:
    print(core, flush=True)
    time.sleep(60)
"""


def test_a_worker_that_is_killed_lets_go_of_its_core(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDING, str(tmp_path)], stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"0\n"
        with a_core(tmp_path) as other:
            assert other == 1
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
            with a_core(tmp_path) as freed:
                assert freed == 0
