"""A reader of stdout who goes away. Stands alone, because every command ends with it."""

import os
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def quiet_when_unread() -> Generator[None, None, None]:
    """`stelp-ci ... | head` ends without a word: what nobody reads goes nowhere, and the exit code stays."""
    try:
        yield
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.close(nowhere)
