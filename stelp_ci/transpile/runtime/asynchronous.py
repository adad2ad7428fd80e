"""`asyncio` of strict programs: run, gather, sleep and their kin over the loop of `coroutines.py`."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportPrivateUsage=false
# What passes through here is the program's: of any type.

from types import CodeType, CoroutineType, FunctionType
from typing import Any

from .closed import Closed
from .coroutines import CancelledError, Future, Gathered, Loop
from .session import Session
from .waiting import make_waiting

_COROUTINE = 0x80
"""`inspect.CO_COROUTINE`."""


class Asynchronous(metaclass=Closed):
    """The functions of one run. One loop runs at a time, and none outside of `run`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._running: Loop | None = None

    def loop(self) -> Loop:
        """The loop that runs. Raises `RuntimeError` where none does."""
        if self._running is None:
            raise RuntimeError("no running event loop")
        return self._running

    def run(self, main: Any, /) -> Any:
        """`asyncio.run`."""
        if self._running is not None:
            raise RuntimeError("asyncio.run() cannot be called from a running event loop")
        loop = self._running = Loop(self._session)
        try:
            return loop.run(loop.task(main))
        finally:
            self._running = None

    def create_task(self, coroutine: Any, /) -> Future:
        """`asyncio.create_task`."""
        return self.loop().task(coroutine)

    async def sleep(self, delay: float, result: Any = None) -> Any:
        """`asyncio.sleep`: the clock goes on, and the sandbox's bound with it."""
        await self.loop().after(max(float(delay), 0.0))
        return result

    def gather(self, *awaitables: Any, return_exceptions: bool = False) -> Future:
        """`asyncio.gather`."""
        loop = self.loop()
        return Gathered(loop, [loop.task(one) for one in awaitables], keep=return_exceptions)

    async def wait_for(self, awaitable: Any, timeout: "float | None") -> Any:
        """`asyncio.wait_for`."""
        loop = self.loop()
        task = loop.task(awaitable)
        signal = Future(loop) if timeout is None else loop.after(max(float(timeout), 0.0))
        await _either(signal, task)
        if not task.done():
            task.cancel()
            await _either(Future(loop), task)
            raise TimeoutError
        return task.result()


def make_asyncio(session: Session) -> "dict[str, Any]":
    """The names of `asyncio` for one run."""
    asynchronous = Asynchronous(session)
    names = ("run", "create_task", "sleep", "gather", "wait_for")
    return {
        **{name: getattr(asynchronous, name) for name in names},
        **make_waiting(asynchronous.loop),
        "CancelledError": CancelledError,
        "TimeoutError": TimeoutError,
        "iscoroutine": _is_coroutine,
        "iscoroutinefunction": _is_coroutine_function,
    }


def _is_coroutine(value: object) -> bool:
    return type(value) is CoroutineType


def _is_coroutine_function(value: object) -> bool:
    code = getattr(value, "__code__", None) if type(value) is FunctionType else None
    return type(code) is CodeType and bool(code.co_flags & _COROUTINE)


async def _either(signal: Future, task: Future) -> None:
    """Wait until one of the two is done, however the task ended."""
    task._stelp_follow(signal._stelp_finish)
    if not task.done():
        await signal
