"""asteval's Interpreter as it comes."""

from collections.abc import Callable
from importlib import import_module
from typing import Any


class Refused(Exception):
    """The program cannot be read."""


class Denied(Exception):
    """The interpreter does not do what the program asks for."""


_asteval: Any = import_module("asteval")


def prepare(text: str) -> Callable[[], None]:
    """A run in a fresh interpreter. It collects errors instead of raising them: the first one decides."""

    def run() -> None:
        interpreter = _asteval.Interpreter(minimal=False, use_numpy=False)
        interpreter.eval(text, show_errors=False, raise_errors=False)
        if not interpreter.error:
            return
        first = interpreter.error[0]
        kind, message = first.get_error()
        if kind in ("NotImplementedError", "ImportError", "MemoryError") or "not supported" in message:
            raise Denied(f"{kind}: {message}")
        raise RuntimeError(f"{kind}: {message}")

    return run
