"""Sandboxes that are started ahead of their jobs: each waits for its one task, runs it, and is gone.

Starting gVisor and the runner takes longer than most tests, and nothing of it depends on the task. So while one job
runs, the sandbox of the next one is started beside it; and while a result is read, the sandbox that gave it is taken
down. No sandbox is ever used for a second job.
"""

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from typing import Generic, NamedTuple, TypeVar

from stelp_ci.errors import SandboxError

T = TypeVar("T")
Start = Callable[[], AbstractContextManager[T]]
"""Starts a sandbox; leaving what it gives ends that sandbox and proves that nothing of it is left."""


class Begun(NamedTuple, Generic[T]):
    """A sandbox that was started, and what ends it."""

    sandbox: T
    stack: ExitStack


def begin(start: "Start[T]") -> "Begun[T]":
    """Start one. Raises what starting raises."""
    stack = ExitStack()
    return Begun(stack.enter_context(start()), stack)


class Ahead(Generic[T]):
    """The sandboxes of one run that wait for their jobs, one at a time, and those that are being taken down.

    A shape is all that decides what a sandbox is before its task comes. Safe to use from several threads.
    """

    def __init__(self, is_alive: Callable[[T], bool]) -> None:
        self._is_alive = is_alive
        self._lock = threading.Lock()
        self._expected: deque[tuple[Hashable, Start[T]]] = deque()
        self._waiting: dict[Hashable, Begun[T]] = {}
        self._ender: ThreadPoolExecutor | None = None
        self._endings: list[Future[None]] = []

    def end_beside(self) -> None:
        """From now on sandboxes are taken down beside other work: somebody will `close`."""
        with self._lock:
            self._ender = self._ender or ThreadPoolExecutor(max_workers=1, thread_name_prefix="ending")

    def expect(self, shape: Hashable, start: "Start[T]") -> None:
        """A job of this shape will come, behind those that are expected already."""
        self.end_beside()
        with self._lock:
            self._expected.append((shape, start))
            self._refill()

    @property
    def waiting(self) -> int:
        """How many wait and live."""
        with self._lock:
            return sum(self._is_alive(begun.sandbox) for begun in self._waiting.values())

    def take(self, shape: Hashable) -> "Begun[T] | None":
        """The sandbox that waits for a job of this shape, if one does and lives; the next one is started."""
        with self._lock:
            begun = self._waiting.pop(shape, None)
            if begun is not None:
                self._refill()
        if begun is None or self._is_alive(begun.sandbox):
            return begun
        self.end(begun)
        return None

    def end(self, begun: "Begun[T]") -> None:
        """Take it down: beside other work where somebody will `close`, else at once."""
        with self._lock:
            if self._ender is not None:
                self._endings.append(self._ender.submit(begun.stack.close))
                return
        begun.stack.close()

    def close(self) -> None:
        """Expect nothing more, and return when nothing is left. Raises `SandboxError` if something is."""
        with self._lock:
            self._expected.clear()
            waiting, self._waiting = list(self._waiting.values()), {}
        for begun in waiting:
            self.end(begun)
        with self._lock:
            endings, self._endings = self._endings, []
            ender, self._ender = self._ender, None
        if ender is not None:
            ender.shutdown()
        for ending in endings:
            ending.result()

    def _refill(self) -> None:
        """Start the next one that is expected while none waits. One that cannot be started is not missed: its job
        starts a sandbox of its own, and says what is wrong."""
        while self._expected and not self._waiting:
            shape, start = self._expected.popleft()
            with contextlib.suppress(SandboxError, OSError):
                self._waiting[shape] = begin(start)
