"""What a conversation needs of a started sandbox, whichever backend started it: three streams."""

from typing import IO, Protocol


class Line(Protocol):
    """The streams to and from the runner. Each has a file descriptor of its own that can be waited for."""

    @property
    def stdin(self) -> IO[bytes]:
        """The runner's standard input."""
        ...

    @property
    def stdout(self) -> IO[bytes]:
        """The runner's standard output."""
        ...

    @property
    def stderr(self) -> IO[bytes]:
        """What the runtime and the runner complain about."""
        ...

    def end_input(self) -> None:
        """Let the runner read the end of its input."""
        ...
