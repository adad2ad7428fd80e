"""Whether this run was told to end: what is killed with it says nothing about the code that it was judging."""

import threading

_TOLD = threading.Event()


def say_that_it_ends() -> None:
    """From here on outcomes may be those of tools that were killed. Said before any of them is."""
    _TOLD.set()


def is_ending() -> bool:
    """Whether it was said."""
    return _TOLD.is_set()
