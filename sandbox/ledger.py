# ruff: noqa: PTH100, PTH119
# pathlib is most of what a small interpreter would load; paths in here are plain strings.
"""What Python's audit events tell of the whole process, whoever's line caused it: the host compares it with the kernel.

The capability trace speaks of the project's own lines alone; here every library counts, and pytest, too. Files in the
private work space are left out on both sides.
"""

import os
from collections.abc import Callable
from typing import Any, cast

MOST = 2000
TARGET = 300
SCRATCH = ("/tmp/", "/dev/shm/")  # noqa: S108 - private to this sandbox
NAMES: Any = (str, bytes, os.PathLike)
OF_TWO = ("os.rename", "os.link", "os.symlink")
TO_WHOM = ("os.kill", "os.killpg")


def targets_of(event: str, arguments: "tuple[Any, ...]") -> "list[str] | None":
    """What the event was about; None for what does not count."""
    if event.startswith(("socket.get",)):
        return []
    if event.startswith("socket."):
        return [address(part) for part in arguments[1:2]]
    if event.startswith(("subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "pty.")):
        return programs(event, arguments)
    if event in TO_WHOM:
        return [str(arguments[0])] if type(arguments[0]) is int else []
    count = 2 if event in OF_TWO else 1
    paths = [path(part) for part in arguments[:count] if isinstance(part, NAMES)]
    if paths and all((place + "/").startswith(SCRATCH) for place in paths):
        return None
    return paths


def path(part: Any) -> str:
    """A path from the root, by its letters."""
    return os.path.abspath(os.fsdecode(part))[-TARGET:]


def address(part: Any) -> str:
    """`host:port`, or the path of a UNIX socket."""
    if type(part) is tuple:
        host, port = cast("tuple[Any, ...]", part)[:2]
        return f"{host}:{port}"[-TARGET:]
    return str(part)[:TARGET] if type(part) in (str, int) else ""


def programs(event: str, arguments: "tuple[Any, ...]") -> "list[str]":
    """The last parts of the names under which the program can be found."""
    if event == "os.system":
        return ["sh"]
    given = arguments[1:3] if event == "os.spawn" else arguments[:2]
    words: list[Any] = [first(part) for part in given]
    return [os.path.basename(os.fsdecode(word))[-TARGET:] for word in words if isinstance(word, NAMES)]


def first(part: Any) -> Any:
    """The first word of a list of arguments."""
    return part[0] if type(part) in (list, tuple) and part else part


class Ledger:
    """Each thing once. `tell` is given what is new: capability, event, targets."""

    def __init__(self, tell: "Callable[[str, str, list[str]], None]") -> None:
        self.tell = tell
        self.known: set[tuple[str, ...]] = set()

    def enter(self, capability: str, event: str, arguments: "tuple[Any, ...]") -> None:
        """Enter one event."""
        targets = targets_of(event, arguments)
        if targets is None or len(self.known) >= MOST:
            return
        key = (event, *targets)
        if key not in self.known:
            self.known.add(key)
            self.tell(capability, event, targets)
