"""Where loads of programs run: a port, and the threads of this process that share one opened sandbox."""

from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Protocol, Self

from stelp_ci.exec.load import Item, run_load
from stelp_ci.exec.setup import Setup
from stelp_ci.model.ports import ProgramSandbox
from stelp_ci.model.program_run import ProgramRun


class Workers(Protocol):
    """Takes loads of programs. `at_once` is how many of them it runs at a time."""

    @property
    def at_once(self) -> int:
        """Loads that run at a time."""
        ...

    def submit(self, load: list[Item], setup: Setup) -> "Future[list[ProgramRun]]":
        """Run one load; the future raises `StelpError` where that cannot be done."""
        ...


class LocalWorkers:
    """Threads of this process. Leaving the block waits for what was begun and drops what was not."""

    def __init__(self, sandbox: ProgramSandbox, jobs: int) -> None:
        self.at_once = jobs
        self._sandbox = sandbox
        self._pool = ThreadPoolExecutor(max_workers=jobs)

    def __enter__(self) -> Self:
        """Nothing to prepare."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the loads that run."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, load: list[Item], setup: Setup) -> "Future[list[ProgramRun]]":
        """Run one load in a sandbox of its own."""
        return self._pool.submit(run_load, load, setup, self._sandbox)
