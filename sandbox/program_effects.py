"""What a program is seen doing beyond computing, by Python's own audit events.

Specification: https://docs.python.org/3/library/audit_events.html. A tripwire for measuring, not a guard: native code
and tampering escape it, and the sandbox is what contains the program.
"""

import sys
from typing import Any

COMMANDS = (
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "subprocess.Popen",
    "pty.spawn",
)
CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.link", "os.symlink", "os.truncate")
MORE_CHANGES = ("shutil.", "os.chown", "os.utime", "tempfile.")
DIRECTORIES = ("os.listdir", "os.scandir", "os.walk", "glob.glob")
OWN = ("/stelp/", sys.prefix, sys.base_prefix)
WRITING = "wax+"


def watch() -> "set[str]":
    """Begin to watch; the set fills as the program runs: command, write, read, network, native, unpickling."""
    seen: set[str] = set()

    def hook(event: str, arguments: "tuple[Any, ...]") -> None:
        effect = effect_of(event, arguments)
        if effect:
            seen.add(effect)

    sys.addaudithook(hook)
    return seen


def effect_of(event: str, arguments: "tuple[Any, ...]") -> str:
    """The effect that an event stands for, or nothing."""
    if event == "open":
        return of_open(*arguments[:3])
    if event in COMMANDS:
        return "command"
    if event in CHANGES or event.startswith(MORE_CHANGES):
        return "write"
    if event in DIRECTORIES:
        return "" if str(arguments[0]) in sys.path else "read"  # imports look for modules there
    if event.startswith("socket."):
        return "network"
    if event.startswith("ctypes."):
        return "native"
    return "unpickling" if event == "pickle.find_class" else ""


def of_open(path: Any, mode: Any, flags: Any) -> str:
    """Opening a file to write or to read; what Python itself reads of its own does not count."""
    if isinstance(path, int):
        return ""
    text = path.decode("utf-8", "replace") if isinstance(path, bytes) else str(path)
    if any(letter in (mode or "") for letter in WRITING) or (mode is None and isinstance(flags, int) and flags & 3):
        return "write"
    return "" if text.startswith(OWN) else "read"
