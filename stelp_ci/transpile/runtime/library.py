"""The parts of Python's library that are guarded where they stand, before a program holds anything of it."""

from .classes import guard_named_tuples
from .copies import guard_copies
from .exits import guard_exits
from .instances import guard_instances
from .redirects import guard_redirects

_GUARDED: "list[bool]" = []
"""Holds something once it is done: no program can undo it."""


def guard_library() -> None:
    """Guard them from now on. For a process that runs strict programs and nothing else."""
    if not _GUARDED:
        guard_named_tuples()
        guard_copies()
        guard_instances()
        guard_redirects()
        guard_exits()
        _GUARDED.append(True)
