"""Stands in for functions that run in another sandbox: their answers are looked up, and nothing of them is here.

The host made the answers from plain values that it checked; here they are rebuilt as exact builtin types. Used by the
modules that `stelp_ci/probe/isolated/stand_in.py` writes in the place of changed ones.
"""

from __future__ import annotations

import builtins
import json
from typing import Any

from . import making, values


class NotRecorded(BaseException):
    """The function was called with something that the other sandbox was not asked about."""


class Answers:
    """The answers of all functions of one module, by name and arguments."""

    def __init__(self, text: str) -> None:
        self.known: dict[str, dict[str, Any]] = {
            json.dumps([name, call]): told for name, call, told in json.loads(text)
        }

    def answer(self, name: str, by_place: list[Any], by_name: list[tuple[str, Any]]) -> Any:
        """What the function gave for these arguments: a value that nobody else holds, or the exception it raised."""
        told = self.known.get(key(name, by_place, by_name))
        if told is None:
            raise NotRecorded(f"{name} was called with arguments that were not recorded")
        if told["raised"]:
            raise getattr(builtins, told["raised"])(told["message"])
        return making.Making().make(told["returned"])


def key(name: str, by_place: list[Any], by_name: list[tuple[str, Any]]) -> str:
    """The call as the host knows it; nothing where its arguments are no plain data."""
    telling = values.Telling(exact=True)
    try:
        args = [telling.tell(value) for value in by_place]
        kwargs = [[word, telling.tell(value)] for word, value in by_name]
    except (values.UntellableError, values.TooMuchError, RecursionError):
        return ""
    return json.dumps([name, {"args": args, "kwargs": kwargs}])
