"""Marks in gVisor's log of system calls: a question about a file that is not there, asked by nobody else.

The host's half is `stelp_ci/execute/syscalls/following.py`. Code under judgement can imitate a mark: what it does then
stands under another test's name, or none, and stays in the log all the same.
"""

import os

PLACE = "/stelp/mark/"
BEGIN = "begin"
READ = [True]
"""Whether somebody reads the log; where nobody does, marks are system calls for nothing."""


def mark(name: str) -> None:
    """Leave a mark: from here on, this process does what it does in the name of `name`."""
    if not READ[0]:
        return
    try:
        os.statvfs(PLACE + name)
    except OSError:
        return
