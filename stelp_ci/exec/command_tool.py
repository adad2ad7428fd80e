"""A tool that is a command of the user's: arguments as JSON on its stdin, the result as JSON on its stdout."""

import json
import subprocess
from collections.abc import Callable
from typing import Any

from stelp_ci.errors import StelpError
from stelp_ci.transpile.plain_data import decode, encode

SHOWN = 300


class ToolFailure(StelpError):
    """The command of a tool did not do its work."""

    stage = "tool"


def command_tool(command: tuple[str, ...], timeout_s: float, largest: int) -> Callable[..., object]:
    """A function that runs `command` for each call. No shell is involved. It raises `ToolFailure`."""

    def run(**arguments: Any) -> object:
        said = json.dumps({name: encode(value) for name, value in arguments.items()}).encode()
        try:
            done = subprocess.run(command, input=said, capture_output=True, timeout=timeout_s, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ToolFailure(f"{command[0]}: {error}") from error
        if done.returncode != 0:
            complaint = done.stderr.decode("utf-8", "replace")[-SHOWN:]
            raise ToolFailure(f"{command[0]} ended with {done.returncode}: {complaint}")
        if len(done.stdout) > largest:
            raise ToolFailure(f"{command[0]} wrote more than {largest} bytes")
        try:
            return decode(json.loads(done.stdout))
        except (ValueError, RecursionError) as error:
            raise ToolFailure(f"{command[0]} did not write JSON") from error

    return run
