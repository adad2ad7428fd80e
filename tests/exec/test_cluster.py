"""Programs on the worker processes of a Dask scheduler: in order, each with a gVisor of its own, whoever dies."""

import os
import random
import signal
import threading
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from distributed import LocalCluster  # pyright: ignore[reportMissingTypeStubs]

from stelp_ci.errors import SandboxError, UsageError
from stelp_ci.exec.api import make_program
from stelp_ci.exec.cluster import ClusterWorkers, open_cluster
from stelp_ci.exec.load import Given
from stelp_ci.exec.running import spread
from stelp_ci.exec.setup import RunProfile, Setup
from stelp_ci.exec.tools import Tool, toolbox
from stelp_ci.model.program_run import RunStatus

PLAIN = Setup(profile=RunProfile.PLAIN)
SLOW = "import time\n\ndef answer(n):\n    time.sleep(0.05)\n    return n * n\n"


@contextmanager
def local_cluster(workers: int) -> Generator[Any]:
    """A scheduler and worker processes on loopback."""
    start: Any = LocalCluster
    cluster = start(n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50)
    with cluster:
        yield cluster


def squares(count: int) -> list[Given]:
    return [Given(number, make_program(SLOW, entry="answer", args=(number,))) for number in range(count)]


def worker_pid(cluster: Any, which: int) -> int:
    """The process that a nanny watches over."""
    nanny = list(cluster.workers.values())[which]
    return int(nanny.process.process.pid)


@pytest.mark.gvisor
def test_nothing_is_lost_or_counted_twice_when_two_of_three_workers_are_killed() -> None:
    moments = random.Random(7)  # noqa: S311 - when a worker dies is no secret
    with local_cluster(3) as cluster, open_cluster(cluster.scheduler_address) as workers:
        assert workers.at_once == 3

        def kill() -> None:
            for which in (0, 1):
                time.sleep(moments.uniform(0.5, 2.0))
                os.kill(worker_pid(cluster, which), signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        runs = list(spread(squares(96), PLAIN, workers))
        killer.join()
    assert [(run.id, run.status, run.value) for run in runs] == [
        (number, RunStatus.COMPLETED, number * number) for number in range(96)
    ]


@pytest.mark.gvisor
def test_a_worker_without_gvisor_takes_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/nobody.sock")
    with (
        local_cluster(1) as cluster,
        pytest.raises(SandboxError, match="none of the 1 workers"),
        open_cluster(cluster.scheduler_address),
    ):
        pass


def test_an_address_where_nobody_listens_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stelp_ci.exec.cluster.CONNECT_S", 1)
    with pytest.raises(UsageError, match="no Dask scheduler answers"), open_cluster("tcp://127.0.0.1:9"):
        pass


@pytest.mark.parametrize("address", ["", "127.0.0.1", "ftp://127.0.0.1:1", "tcp://127.0.0.1:99999999"])
def test_what_is_no_address_is_a_clear_error(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stelp_ci.exec.cluster.CONNECT_S", 1)
    with pytest.raises(UsageError), open_cluster(address):
        pass


def test_programs_that_call_tools_stay_on_this_machine() -> None:
    tool = Tool(name="f", parameters={"type": "object"}, function=lambda: 1)
    with ThreadPoolExecutor() as pool, pytest.raises(UsageError, match="this machine alone"):
        list(spread(squares(1), PLAIN._replace(toolbox=toolbox((tool,))), ClusterWorkers(pool, 1, None)))
