"""One line of the log, decoded. Pure. Paths, arguments and the name of the process in it are the attacker's text.

The Sentry writes JSON, so that no text of theirs ends a line. Within the message the text is not quoted: what stands
before the first fixed word or behind the last one is read from the ends, never from the middle
(https://gvisor.dev/docs/user_guide/debugging/, `pkg/sentry/strace`).
"""

import re
from typing import NamedTuple

import msgspec

NAME_BYTES = 15
"""The most that a process can be called (TASK_COMM_LEN of the kernel, less its end)."""
ARGUMENT_CHARACTERS = 1 << 16
"""More than two paths and their directories can have; what programs are given as arguments may be longer."""
RESULT_CHARACTERS = 400
_THREAD = re.compile(r"(?:strace\.go:\d{1,6}\] )?\[ *(\d{1,10}): *(\d{1,10})\] ")
"""Builds of 2024 and later say first which line of their own source speaks."""
_EVENT = re.compile(r" ([EX]) ([a-z0-9_]+)\(")
_RESULT = re.compile(r"\) = (-?\d{1,20}) \(0x[0-9a-f]+\)(?: errno=(\d+) \(([^()]*)\))? \([^()]*\)$")


class Call(NamedTuple):
    """A thread enters or leaves a system call. `returned` and `error` are known when it leaves: error is text."""

    thread: int
    entering: bool
    name: str
    arguments: str
    returned: int = 0
    error: str = ""


class _Line(msgspec.Struct):
    msg: str = ""


class NoLineError(Exception):
    """The bytes are no line of the log, or a line about a system call that cannot be read."""


_DECODER = msgspec.json.Decoder(_Line)


def calls_in(line: bytes) -> tuple[Call, ...]:
    """The call that a line tells; none for other messages. Raises `NoLineError`.

    More than one where the name of the process reads like a call: one of them is the true one.
    """
    try:
        message = _DECODER.decode(line).msg
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NoLineError(str(error)) from error
    thread = _THREAD.match(message)
    if thread is None:
        return ()
    rest = message[thread.end() :]
    return tuple(_call(int(thread[1]), match, rest) for match in _events(rest))


def _events(rest: str) -> "list[re.Match[str]]":
    """Every place at which the name of the process can end."""
    found: list[re.Match[str]] = []
    match = _EVENT.search(rest)
    while match and match.start() <= NAME_BYTES:
        found.append(match)
        match = _EVENT.search(rest, match.start() + 1)
    return found


def _call(thread: int, match: "re.Match[str]", rest: str) -> Call:
    text = rest[match.end() :]
    result = _RESULT.search(text, max(0, len(text) - RESULT_CHARACTERS))
    if match[1] == "E":
        return Call(thread, entering=True, name=match[2], arguments=text.removesuffix(")")[:ARGUMENT_CHARACTERS])
    if result is None:
        raise NoLineError("a call without a result")
    arguments = text[: result.start()][:ARGUMENT_CHARACTERS]
    return Call(thread, False, match[2], arguments, int(result[1]), result[3] or "")  # noqa: FBT003 - leaving
