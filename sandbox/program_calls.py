"""What a program holds of the host's tools: functions that send a call through the relay and wait for its answer."""

import json
import os
from collections.abc import Callable
from typing import Any

from .pipes import write_whole
from .transpiler import part

plain_data = part("plain_data")
CALLS_FD, ANSWERS_FD = 4, 5
HEADER = 4


class ToolError(Exception):
    """The host refused the call, or the tool failed; the message says why."""


class HostTools:
    """The functions by name. They exist in the child alone: the pipes behind them were made for it."""

    def __init__(self, names: "list[str]") -> None:
        self.names = names

    def functions(self) -> "dict[str, Callable[..., Any]]":
        """One function per tool."""
        return {name: tool_function(name) for name in self.names}


def tool_function(name: str) -> "Callable[..., Any]":
    """A function that calls the tool `name` with keywords and plain data."""

    def call(**arguments: Any) -> Any:
        said = {"tool": name, "arguments": {key: plain_data.encode(value) for key, value in arguments.items()}}
        write(json.dumps(said).encode())
        answer = json.loads(read(int.from_bytes(read(HEADER), "big")))
        if "error" in answer:
            raise ToolError(f"{name}: {answer['error']}")
        return plain_data.decode(answer["value"])

    call.__name__ = call.__qualname__ = name
    return call


def write(body: bytes) -> None:
    """Send one call."""
    write_whole(CALLS_FD, len(body).to_bytes(HEADER, "big") + body)


def read(count: int) -> bytes:
    """Read so many bytes of the answer."""
    pieces = b""
    while len(pieces) < count:
        piece = os.read(ANSWERS_FD, count - len(pieces))
        if not piece:
            raise ToolError("the host does not answer any more")
        pieces += piece
    return pieces
