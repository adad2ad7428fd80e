"""The workers of a Dask cluster (https://distributed.dask.org): each opens gVisor on its own machine.

A worker that joins, at whatever time, first starts an empty sandbox. Only one that could is given the resource that
every load asks for, so that a machine without gVisor takes no work. A load whose worker died is run again elsewhere.
"""

import asyncio
import atexit
import threading
from collections.abc import Generator
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from typing import Any, NamedTuple, cast

from stelp_ci.cache import cache_directory
from stelp_ci.errors import SandboxError, StelpError, UsageError
from stelp_ci.exec.cores import a_core
from stelp_ci.exec.load import Item, run_load
from stelp_ci.exec.opening import open_program_sandbox
from stelp_ci.exec.setup import Setup
from stelp_ci.execute.workspace import workspace
from stelp_ci.model.ports import AnySandbox
from stelp_ci.model.program_run import ProgramRun

RESOURCE = "stelp-gvisor"
CONNECT_S = 30
READY_S = 120
RETRIES = 3
REMEDY = "See that its workers run on Linux with runsc installed: `stelp-ci doctor` there says what is missing."


class Pool(NamedTuple):
    """Where functions of ours run: `at_once` of them together."""

    executor: Executor
    at_once: int


class ClusterWorkers:
    """Hands loads to a cluster. `at_once` is what its fit workers ran together when it was opened."""

    def __init__(self, pool: Executor, at_once: int, python: str | None) -> None:
        self.at_once = at_once
        self._pool = pool
        self._python = python

    def submit(self, load: list[Item], setup: Setup) -> "Future[list[ProgramRun]]":
        """Run one load on whichever fit worker is free. Raises `UsageError` for programs that call tools."""
        if setup.toolbox.tools:
            raise UsageError("tools answer on this machine alone", remedy="Leave --cluster out for such programs.")
        return self._pool.submit(run_there, load, setup, self._python)


@contextmanager
def open_cluster(address: str, *, python: str | None = None) -> Generator[ClusterWorkers]:
    """The workers behind a scheduler's address, for programs. Raises as `open_pool` does."""
    with open_pool(address, python=python) as pool:
        yield ClusterWorkers(pool.executor, pool.at_once, python)


@contextmanager
def open_pool(address: str, *, python: str | None = None) -> Generator[Pool]:
    """The workers behind a scheduler's address, such as `tcp://127.0.0.1:8786`, for any function of ours.

    Raises `UsageError` where the extra is missing or nothing answers, `SandboxError` where no worker has gVisor.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError("--cluster needs Dask", remedy="pip install 'stelp-ci[cluster]'") from error
    try:
        client: Any = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(f"no Dask scheduler answers at {address}: {error}", remedy="Check --cluster.") from error
    with client:
        _check_workers(client, python)
        executor = client.get_executor(resources={RESOURCE: 1}, retries=RETRIES)
        yield Pool(cast("Executor", executor), _places(client, address))


def _check_workers(client: Any, python: str | None) -> None:
    """Let every worker show its gVisor. Raises `SandboxError` where workers die each time while they are asked."""
    for _ in range(RETRIES):
        with suppress(OSError):  # a worker that dies now takes the question of all others with it
            client.register_plugin(gvisor_check(python))
            return
    raise SandboxError("the workers of the cluster die while they are asked for gVisor", remedy="Look at their logs.")


def gvisor_check(python: str | None) -> Any:
    """The plugin by which every worker, now and later, shows that its gVisor starts."""
    from distributed import WorkerPlugin

    class GvisorCheck(WorkerPlugin):  # pyright: ignore[reportUntypedBaseClass]
        name = "stelp-gvisor-check"

        async def setup(self, worker: Any) -> None:
            """Offer as many places as the worker has threads, or none; see that nothing of it is left if it dies."""
            workspace_here()
            fit = await asyncio.to_thread(is_fit, python)
            await worker.set_resources(**{RESOURCE: worker.state.nthreads if fit else 0})

    return GvisorCheck()


def is_fit(python: str | None) -> bool:
    """Whether an empty sandbox starts here."""
    try:
        sandbox_here(python).probe()
    except StelpError:
        return False
    return True


@cache
def workspace_here() -> ExitStack:
    """The folder of all that this worker makes, gone with its process. NOTE: it takes signals: main thread only."""
    held = ExitStack()
    if threading.current_thread() is threading.main_thread():
        held.enter_context(workspace())
        atexit.register(held.close)
    return held


@cache
def sandbox_here(python: str | None) -> AnySandbox:
    """The sandbox of this process, opened once. Raises `SandboxError` or `LayerError`."""
    return open_program_sandbox(cache_directory(), python=python)


def run_there(load: list[Item], setup: Setup, python: str | None) -> list[ProgramRun]:
    """What a worker does with one load, once a core is free. Raises `StelpError` when its sandbox has gone by then."""
    with a_core(cache_directory()):
        return run_load(load, setup, sandbox_here(python))


def _places(client: Any, address: str) -> int:
    """Loads that the fit workers take together. Raises `SandboxError` when there is none."""
    workers: dict[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    places = sum(int(one["resources"].get(RESOURCE, 0)) for one in workers.values())
    if not places:
        raise SandboxError(f"none of the {len(workers)} workers behind {address} can start gVisor", remedy=REMEDY)
    return places
