"""What one run of a program has used up, written and asked for."""

from itertools import repeat
from typing import NoReturn

from ..codes import Code
from ..strict.policy import Policy
from .closed import Closed
from .stop import Denied, Stop

PROGRAM = "__main__"
"""The `__name__` of every program, and so the `__module__` of its classes."""


class Session(metaclass=Closed):
    """The bounds of one run and what is left of them.

    `ended` is the first stop: it stays, so that a program that keeps one from ending it is stopped all the same, by the
    next thing that is counted, and never counts as completed. `ticks` is the fuel of loops whose length is not known.
    """

    def __init__(self, policy: Policy, *, stdin: str = "", output: int = 1 << 20) -> None:
        self.policy = policy
        self.ticks = repeat(object=True, times=policy.fuel)
        self.stdin = stdin
        self.output = output
        self.written = 0
        self.pieces: list[str] = []
        self.ended: Stop | Denied | None = None

    @property
    def stdout(self) -> str:
        """What the program printed."""
        return "".join(self.pieces)

    def stop(self, limit: str, message: str) -> NoReturn:
        """End the program at a bound."""
        raise self._keep(Stop(limit, message))

    def deny(self, code: Code, detail: str) -> NoReturn:
        """End the program for what it tries."""
        raise self._keep(Denied(code.code, f"{code.title}: {detail}"))

    def _keep(self, end: "Stop | Denied") -> "Stop | Denied":
        if self.ended is None:
            self.ended = end
        return self.ended
