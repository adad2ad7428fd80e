"""As many loads of programs at a time as the machine has cores, however many workers share it.

Programs are stopped by a clock. With three of them on two cores a slow one would be stopped that elsewhere comes to its
end, and what a benchmark says would depend on who ran it.
"""

import fcntl
import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

TICK_S = 0.05


@contextmanager
def a_core(cache: Path) -> Generator[int]:
    """Wait for one of this machine's cores, and hold it: its number. Whoever is killed lets go of it.

    Workers of one machine know of each other by the folder `cache` that they share.
    """
    places = cache / "cores"
    places.mkdir(parents=True, exist_ok=True)
    while True:
        for number in range(len(os.sched_getaffinity(0))):
            with (places / str(number)).open("ab") as place:
                try:
                    fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield number
                return
        time.sleep(TICK_S)
