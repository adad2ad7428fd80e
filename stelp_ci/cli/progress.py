"""Says on stderr what takes long: a live list on a terminal, nothing anywhere else."""

import os
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text

    from stelp_ci.model.ports import Progress

PATIENCE_S = 1.0
"""Nothing is shown, and rich is not loaded, for work that ends sooner."""


class Silent:
    """Progress for pipes, logs and hooks."""

    def begin(self, stage: str, detail: str = "") -> None:
        """Say nothing."""

    def end(self, stage: str) -> None:
        """Say nothing."""


class LiveList:
    """Progress for a terminal: one line per stage at work, with its seconds. Safe to call from any thread."""

    def __init__(self, stream: TextIO, *, colour: bool) -> None:
        self._stream = stream
        self._colour = colour
        self._lock = Lock()
        self._stages: dict[str, tuple[float, str]] = {}
        self._live: Live | None = None
        self._closed = False
        self._timer = Timer(PATIENCE_S, self._show)
        self._timer.daemon = True
        self._timer.start()

    def begin(self, stage: str, detail: str = "") -> None:
        """`stage` has begun, or goes on with `detail`."""
        with self._lock:
            started, _ = self._stages.get(stage, (time.monotonic(), ""))
            self._stages[stage] = (started, detail)

    def end(self, stage: str) -> None:
        """`stage` is done, and leaves the list."""
        with self._lock:
            self._stages.pop(stage, None)

    def close(self) -> None:
        """Take the list off the screen."""
        self._timer.cancel()
        with self._lock:
            self._closed = True
            live, self._live = self._live, None
        if live:  # NOTE: outside the lock, because stopping waits for a last drawing, which takes it
            live.stop()

    def _show(self) -> None:
        from rich.console import Console
        from rich.live import Live

        console = Console(file=self._stream, force_terminal=True, no_color=not self._colour)
        live = Live(
            get_renderable=self._lines,
            console=console,
            transient=True,
            refresh_per_second=5,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        with self._lock:
            if self._closed:
                return
            self._live = live
        live.start()
        if self._closed:
            live.stop()

    def _lines(self) -> "Text":
        from rich.text import Text

        from stelp_ci.report.escape import clip, terminal_text

        now = time.monotonic()
        with self._lock:
            stages = [(stage, now - started, detail) for stage, (started, detail) in self._stages.items()]
        # NOTE: Text, never markup: a detail may be a name out of the change under judgement.
        lines = [f"{seconds:6.1f} s  {stage}  {terminal_text(clip(detail, 100))}" for stage, seconds, detail in stages]
        return Text("\n".join(lines), style="dim", no_wrap=True, overflow="ellipsis")


@contextmanager
def open_progress(
    stream: TextIO | None = None, environment: Mapping[str, str] = os.environ
) -> "Generator[Progress, None, None]":
    """A live list where `stream` (stderr) is a terminal that can redraw, silence elsewhere and in CI."""
    target = sys.stderr if stream is None else stream
    if not wants_progress(target, environment):
        yield Silent()
        return
    live = LiveList(target, colour=not environment.get("NO_COLOR"))
    try:
        yield live
    finally:
        live.close()


def wants_progress(stream: TextIO | None, environment: Mapping[str, str]) -> bool:
    """True for a terminal that is neither dumb nor the log of a CI job."""
    if stream is None or not stream.isatty():
        return False
    return environment.get("TERM", "") not in {"", "dumb"} and not environment.get("CI")
