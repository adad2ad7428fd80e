"""A small event loop for strict programs: coroutines, futures, tasks and timers, and nothing that reaches the process.

Python's own loop holds sockets, signal handlers and threads. This one runs what a program awaits, one step after the
other, in the order in which it became ready; what it does is a subset of
https://docs.python.org/3/library/asyncio-task.html. Attributes that begin with `_stelp_` can be named by no program.
"""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportPrivateUsage=false
# What passes through here is the program's: of any type. The attributes are private to this package.

from collections import deque
from collections.abc import Callable, Generator
from heapq import heappop, heappush
from importlib import import_module
from itertools import count
from types import CoroutineType
from typing import Any, cast

from .closed import Closed
from .session import Session

_clock = cast("Any", import_module("time"))
"""Read where programs run; checking and rewriting them has no use for it."""


class CancelledError(BaseException):
    """`asyncio.CancelledError`: as there, no `Exception`, so that only who names it catches it."""


class Future(metaclass=Closed):
    """What a coroutine can wait for. What follows it is run by the loop, once it is done."""

    def __init__(self, loop: "Loop") -> None:
        self._stelp_loop = loop
        self._stelp_done = False
        self._stelp_result: Any = None
        self._stelp_error: BaseException | None = None
        self._stelp_then: list[Callable[[], object]] = []

    def __await__(self) -> Generator[Any, None, Any]:
        """Wait until it is done."""
        if not self._stelp_done:
            yield self
        return self.result()

    def done(self) -> bool:
        """Whether there is a result, an exception, or a cancellation."""
        return self._stelp_done

    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return isinstance(self._stelp_error, CancelledError)

    def exception(self) -> "BaseException | None":
        """What it ended with. Raises `RuntimeError` before that."""
        if not self._stelp_done:
            raise RuntimeError("it is not done yet")
        if isinstance(self._stelp_error, CancelledError):
            raise self._stelp_error
        return self._stelp_error

    def result(self) -> Any:
        """The result; raises the exception where there is one, and `RuntimeError` before the end."""
        error = self.exception()
        if error is not None:
            raise error
        return self._stelp_result

    def cancel(self) -> bool:
        """End it with `CancelledError`; False where it has ended."""
        return self._stelp_finish(error=CancelledError())

    def _stelp_follow(self, step: Callable[[], object]) -> None:
        if self._stelp_done:
            self._stelp_loop.ready.append(step)
        else:
            self._stelp_then.append(step)

    def _stelp_finish(self, result: Any = None, error: "BaseException | None" = None) -> bool:
        if self._stelp_done:
            return False
        self._stelp_done, self._stelp_result, self._stelp_error = True, result, error
        self._stelp_loop.ready.extend(self._stelp_then)
        return True


class Task(Future):
    """A coroutine that the loop runs."""

    def __init__(self, loop: "Loop", coroutine: Any) -> None:
        super().__init__(loop)
        self._stelp_coroutine = coroutine
        self._stelp_began = False
        self._stelp_awaits: Future | None = None
        self._stelp_thrown: BaseException | None = None
        loop.tasks[id(self)] = self
        loop.ready.append(self._stelp_step)

    def cancel(self) -> bool:
        """Raise `CancelledError` where the coroutine waits; it may clean up, or go on."""
        if self._stelp_done:
            return False
        if self._stelp_awaits is None or not self._stelp_awaits.cancel():
            self._stelp_thrown = CancelledError()
        return True

    def _stelp_step(self) -> None:
        """Run on to the next wait. What ends a program (a stop) goes through."""
        thrown, self._stelp_thrown, self._stelp_awaits = self._stelp_thrown, None, None
        coroutine, self._stelp_began = self._stelp_coroutine, True
        try:
            awaited = coroutine.send(None) if thrown is None else coroutine.throw(thrown)
        except StopIteration as end:
            self._stelp_end(end.value)
        except (Exception, CancelledError) as error:  # noqa: BLE001 - the program's own: who awaits the task gets it
            self._stelp_end(error=error)
        else:
            self._stelp_wait(awaited)

    def _stelp_wait(self, awaited: Any) -> None:
        if type(awaited) in FUTURES and awaited is not self:
            self._stelp_awaits = awaited
            awaited._stelp_follow(self._stelp_step)
            if self._stelp_thrown is not None and awaited.cancel():
                self._stelp_thrown = None
            return
        if awaited is not None:
            self._stelp_thrown = RuntimeError(f"a coroutine cannot wait for {type(awaited).__name__}")
        self._stelp_loop.ready.append(self._stelp_step)

    def _stelp_forget(self) -> None:
        """Close what was never begun, which runs nothing of it; else Python complains that it was not awaited."""
        if not self._stelp_began:
            self._stelp_coroutine.close()

    def _stelp_end(self, result: Any = None, error: "BaseException | None" = None) -> None:
        del self._stelp_loop.tasks[id(self)]
        self._stelp_finish(result, error)


class Gathered(Future):
    """Done with the results of its parts in order, or with the first exception unless `keep` says to keep them."""

    def __init__(self, loop: "Loop", parts: "list[Future]", *, keep: bool) -> None:
        super().__init__(loop)
        self._stelp_parts = parts
        self._stelp_left = len(parts)
        self._stelp_keep = keep
        self._stelp_cancelled = False
        for part in parts:
            part._stelp_follow(lambda part=part: self._stelp_check(part))
        if not parts:
            self._stelp_finish([])

    def cancel(self) -> bool:
        """Cancel all parts; False where it has ended."""
        self._stelp_cancelled = not self._stelp_done
        for part in self._stelp_parts if self._stelp_cancelled else ():
            part.cancel()
        return self._stelp_cancelled

    def _stelp_check(self, part: Future) -> None:
        self._stelp_left -= 1
        if part._stelp_error is not None and not self._stelp_keep:
            self._stelp_finish(error=part._stelp_error)
        elif not self._stelp_left:
            ended = [each._stelp_error or each._stelp_result for each in self._stelp_parts]
            self._stelp_finish(ended, CancelledError() if self._stelp_cancelled else None)


FUTURES = (Future, Task, Gathered)


class Loop(metaclass=Closed):
    """Steps that are ready, timers, and the tasks that have not ended."""

    def __init__(self, session: Session) -> None:
        self._stelp_session = session
        self._stelp_order = count()
        self._stelp_timers: list[tuple[float, int, Future]] = []
        self.ready: deque[Callable[[], object]] = deque()
        self.tasks: dict[int, Task] = {}

    def after(self, seconds: float) -> Future:
        """A future that is done after so many seconds."""
        future = Future(self)
        if seconds > 0:
            heappush(self._stelp_timers, (_clock.monotonic() + seconds, next(self._stelp_order), future))
        else:
            self.ready.append(future._stelp_finish)
        return future

    def task(self, awaitable: Any) -> Future:
        """The task of a coroutine; a future is one already. Raises `TypeError` for anything else."""
        if type(awaitable) in FUTURES:
            return awaitable
        if type(awaitable) is not CoroutineType:
            raise TypeError(f"a coroutine was expected, got {type(awaitable).__name__}")
        return Task(self, awaitable)

    def run(self, main: Future) -> Any:
        """Run until `main` is done, and end what is left; its result."""
        try:
            self._until(main.done)
            for task in [*self.tasks.values()]:
                task.cancel()
            self._until(lambda: not self.tasks)
        finally:
            for task in self.tasks.values():
                task._stelp_forget()
        return main.result()

    def _until(self, is_over: Callable[[], bool]) -> None:
        """Rounds as in Python's loop: what is ready at the beginning of a round, and what is due by then."""
        while not is_over():
            self._await_timers()
            for _ in range(len(self.ready)):
                if not next(self._stelp_session.ticks, False):
                    self._stelp_session.stop("fuel", f"more than {self._stelp_session.policy.fuel} iterations")
                self.ready.popleft()()

    def _await_timers(self) -> None:
        """Make ready what is due; where nothing is ready let time pass. Without a timer nothing would ever happen."""
        if not self.ready:
            if not self._stelp_timers:
                raise RuntimeError("every coroutine waits for another one")
            _clock.sleep(max(0.0, self._stelp_timers[0][0] - _clock.monotonic()))
        now = _clock.monotonic()
        while self._stelp_timers and self._stelp_timers[0][0] <= now:
            self.ready.append(heappop(self._stelp_timers)[2]._stelp_finish)
