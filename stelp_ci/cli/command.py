"""What a command is: a module with these three names, imported when it is chosen."""

from argparse import ArgumentParser, Namespace
from typing import Protocol


class Command(Protocol):
    """One file in this package; `main.COMMANDS` lists them."""

    @property
    def EXAMPLES(self) -> str:
        """Command lines with what they do, shown at the end of `--help`."""
        ...

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare options and arguments. Runs before every command: it imports nothing heavy."""
        ...

    def run(self, arguments: Namespace) -> int:
        """Do the work; the exit code. Raises `StelpError`."""
        ...
