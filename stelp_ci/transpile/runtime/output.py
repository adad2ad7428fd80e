"""What a program prints: kept by the session, bounded, never the process's own streams."""

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any

from .facade import Facade, make_facade
from .session import Session


def make_write(session: Session) -> Callable[[str], int]:
    """`sys.stdout.write` of one run."""

    def write(text: Any, /) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        plain = str.__str__(text)
        session.written += len(plain)
        if session.written > session.output:
            session.stop("output", f"more than {session.output} characters")
        session.pieces.append(plain)
        return len(plain)

    return write


def make_print(session: Session) -> Callable[..., None]:
    """The builtin `print` of one run; with `file`, what has a `write` of its own gets the text."""
    own = make_write(session)

    def print_(
        *values: Any, sep: "str | None" = " ", end: "str | None" = "\n", file: Any = None, flush: bool = False
    ) -> None:
        text = (" " if sep is None else sep).join(map(str, values)) + ("\n" if end is None else end)
        (own if file is None else file.write)(text)
        if flush and file is not None:
            file.flush()

    return print_


def make_stream(session: Session) -> Facade:
    """`sys.stdout` and `sys.stderr` of one run."""
    write = make_write(session)

    def writelines(lines: Iterable[str], /) -> None:
        for line in lines:
            write(line)

    members: MappingProxyType[str, Any] = MappingProxyType(
        {"write": write, "writelines": writelines, "flush": lambda: None, "isatty": lambda: False, "encoding": "utf-8"}
    )
    return make_facade("stream", members)
