"""pydantic-monty: its own virtual machine in a worker process, no functions of the host, no mounts, its own limits."""

import glob
from collections.abc import Callable
from importlib import import_module
from typing import Any

LIMITS = {"max_feed_duration_secs": 9.0, "max_memory": 512 << 20}
OWN_STOPS = ("TimeoutError: feed", "MemoryError", "PermissionError", "ModuleNotFoundError", "NotImplementedError")


class Refused(Exception):
    """The program does not parse, or uses what the machine does not have."""


class Denied(Exception):
    """The machine stopped the program."""


_monty: Any = import_module("pydantic_monty")


def prepare(text: str) -> Callable[[], None]:
    """A run in a worker of its own."""

    def run() -> None:
        binary = next(iter(glob.glob("/layers/*/bin/monty")))  # noqa: PTH207 - a plain string is what it takes
        with _monty.Monty(binary_path=binary) as pool, pool.checkout(limits=LIMITS) as session:
            try:
                session.feed_run(text)
            except _monty.MontySyntaxError as error:
                raise Denied(str(error)) from error
            except _monty.MontyRuntimeError as error:
                if any(mark in str(error) for mark in OWN_STOPS):
                    raise Denied(str(error)) from error
                if "RecursionError" in str(error):
                    raise RecursionError(str(error)) from error
                raise

    return run
