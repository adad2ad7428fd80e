"""smolagents' LocalPythonExecutor with its own limits, and the pure modules authorised."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

MODULES = ["math", "cmath", "re", "typing", "collections", "itertools", "functools", "string", "heapq", "random"]
MORE_MODULES = ["bisect", "statistics", "datetime", "copy", "hashlib", "operator", "fractions", "decimal", "json"]
OWN_STOPS = (
    "not allowed",
    "orbidden",
    "not permitted",
    "Maximum number of",
    "Reached the max",
    "exceeded the",
    "dangerous",
    "is not supported",
    "not among the explicitly allowed",
)
"""What its messages say when it is the executor that stops a program, and not the program that raises."""


class Refused(Exception):
    """The program cannot be read."""


class Denied(Exception):
    """The executor stopped the program."""


_local: Any = import_module("smolagents.local_python_executor")


def prepare(text: str) -> Callable[[], None]:
    """A run in a fresh executor with the base tools."""

    def run() -> None:
        executor = _local.LocalPythonExecutor(additional_authorized_imports=[*MODULES, *MORE_MODULES])
        executor.send_tools({})
        try:
            executor(text)
        except _local.InterpreterError as error:
            if any(mark in str(error) for mark in OWN_STOPS):
                raise Denied(str(error)) from error
            raise

    return run
