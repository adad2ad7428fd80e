"""Lines as the Sentry writes them."""

import json

AT = "AT_FDCWD /src"


def line(thread: int, text: str, *, name: str = "python3", said_by: str = "") -> bytes:
    """One line about a system call; newer builds say which line of their source it is `said_by`."""
    message = f"{said_by}[{thread:4}:{thread:4}] {name} {text}"
    return json.dumps({"msg": message, "level": "info", "time": "now"}).encode()


def entered(thread: int, call: str, arguments: str, *, name: str = "python3") -> bytes:
    """A thread enters a call."""
    return line(thread, f"E {call}({arguments})", name=name)


def left(thread: int, call: str, arguments: str, result: str = "0 (0x0)", *, name: str = "python3") -> bytes:
    """A thread leaves a call."""
    return line(thread, f"X {call}({arguments}) = {result} (12.3µs)", name=name)


def both(thread: int, call: str, arguments: str, result: str = "0 (0x0)") -> list[bytes]:
    """A whole call."""
    return [entered(thread, call, arguments), left(thread, call, arguments, result)]


def forked(parent: int, child: int, flags: str = "0x11") -> bytes:
    """`parent` is told that `child` is there."""
    return left(parent, "clone", f"{flags}, 0x0, 0x0, 0x0, 0x0", f"{child} (0x{child:x})")


def mark(thread: int, name: str) -> bytes:
    """The process leaves a mark."""
    return entered(thread, "statfs", f"0x7f00 /stelp/mark/{name}, 0x7f10")


def opened(path: str, flags: str = "O_WRONLY|O_CREAT", where: str = AT) -> str:
    """The arguments of `openat`."""
    return f"{where}, 0x7f00 {path}, {flags}, 0o666"
