"""What coroutines of strict programs wait for together: locks, events, semaphores, queues."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportPrivateUsage=false
# What passes through here is the program's: of any type.

from collections import deque
from collections.abc import Callable
from typing import Any

from .closed import Closed
from .coroutines import Future, Loop


class QueueEmpty(Exception):
    """`asyncio.QueueEmpty`."""


class QueueFull(Exception):
    """`asyncio.QueueFull`."""


class Turns(metaclass=Closed):
    """Futures in the order in which they were asked for."""

    def __init__(self, loop: Callable[[], Loop]) -> None:
        self._stelp_loop = loop
        self._stelp_waiting: deque[Future] = deque()

    async def wait(self) -> None:
        """Wait for one's turn."""
        future = Future(self._stelp_loop())
        self._stelp_waiting.append(future)
        await future

    def next(self) -> None:
        """Wake the first that still waits."""
        while self._stelp_waiting:
            future = self._stelp_waiting.popleft()
            if not future.done():
                future._stelp_finish()
                return

    def all(self) -> None:
        """Wake them all."""
        while self._stelp_waiting:
            self.next()


class Semaphore(metaclass=Closed):
    """`asyncio.Semaphore`: so many coroutines at a time."""

    def __init__(self, turns: Turns, value: int) -> None:
        if value < 0:
            raise ValueError("Semaphore initial value must be >= 0")
        self._stelp_turns = turns
        self._stelp_free = value

    async def acquire(self) -> bool:
        """Take one, as soon as there is one."""
        while not self._stelp_free:
            await self._stelp_turns.wait()
        self._stelp_free -= 1
        return True

    def release(self) -> None:
        """Give one back."""
        self._stelp_free += 1
        self._stelp_turns.next()

    def locked(self) -> bool:
        """Whether there is none."""
        return not self._stelp_free

    async def __aenter__(self) -> None:
        """Take one."""
        await self.acquire()

    async def __aexit__(self, *_error: object) -> None:
        """Give it back."""
        self.release()


class Lock(Semaphore):
    """`asyncio.Lock`."""

    def __init__(self, turns: Turns) -> None:
        super().__init__(turns, 1)

    def release(self) -> None:
        """Give it back. Raises `RuntimeError` where nobody holds it."""
        if self._stelp_free:
            raise RuntimeError("Lock is not acquired.")
        super().release()


class Event(metaclass=Closed):
    """`asyncio.Event`."""

    def __init__(self, turns: Turns) -> None:
        self._stelp_turns = turns
        self._stelp_is_set = False

    def is_set(self) -> bool:
        """Whether it was set."""
        return self._stelp_is_set

    def set(self) -> None:
        """Wake everybody who waits."""
        self._stelp_is_set = True
        self._stelp_turns.all()

    def clear(self) -> None:
        """Have the next ones wait again."""
        self._stelp_is_set = False

    async def wait(self) -> bool:
        """Wait until it is set."""
        while not self._stelp_is_set:
            await self._stelp_turns.wait()
        return True


class Queue(metaclass=Closed):
    """`asyncio.Queue`, first in, first out."""

    def __init__(self, made: Callable[[], Turns], maxsize: int) -> None:
        self._stelp_items: deque[Any] = deque()
        self._stelp_room, self._stelp_filled, self._stelp_idle = made(), made(), made()
        self._stelp_unfinished = 0
        self.maxsize = maxsize

    def qsize(self) -> int:
        """How much is in it."""
        return len(self._stelp_items)

    def empty(self) -> bool:
        """Whether nothing is in it."""
        return not self._stelp_items

    def full(self) -> bool:
        """Whether there is no room."""
        return 0 < self.maxsize <= len(self._stelp_items)

    def put_nowait(self, item: Any) -> None:
        """Put something in. Raises `QueueFull`."""
        if self.full():
            raise QueueFull
        self._stelp_items.append(item)
        self._stelp_unfinished += 1
        self._stelp_filled.next()

    def get_nowait(self) -> Any:
        """Take the first. Raises `QueueEmpty`."""
        if not self._stelp_items:
            raise QueueEmpty
        item = self._stelp_items.popleft()
        self._stelp_room.next()
        return item

    async def put(self, item: Any) -> None:
        """Put something in, as soon as there is room."""
        while self.full():
            await self._stelp_room.wait()
        self.put_nowait(item)

    async def get(self) -> Any:
        """Take the first, as soon as there is one."""
        while not self._stelp_items:
            await self._stelp_filled.wait()
        return self.get_nowait()

    def task_done(self) -> None:
        """Say that something taken is done with. Raises `ValueError` where nothing is open."""
        if not self._stelp_unfinished:
            raise ValueError("task_done() called too many times")
        self._stelp_unfinished -= 1
        if not self._stelp_unfinished:
            self._stelp_idle.all()

    async def join(self) -> None:
        """Wait until everything that was put in is done with."""
        while self._stelp_unfinished:
            await self._stelp_idle.wait()


def make_waiting(loop: Callable[[], Loop]) -> "dict[str, Any]":
    """The names of `asyncio` that this module stands for."""

    def turns() -> Turns:
        return Turns(loop)

    return {
        "Lock": lambda: Lock(turns()),
        "Event": lambda: Event(turns()),
        "Semaphore": lambda value=1: Semaphore(turns(), value),
        "Queue": lambda maxsize=0: Queue(turns, maxsize),
        "QueueEmpty": QueueEmpty,
        "QueueFull": QueueFull,
    }
