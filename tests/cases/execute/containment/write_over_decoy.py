"""Writes, appends, truncates, removes and renames a file of the host that all may write."""

import os

from attempt import CANARY, tried


def test_it():
    name = CANARY["writable"]
    tried(
        lambda: open(name, "w").write("x"),
        lambda: open(name, "a").write("x"),
        lambda: os.truncate(name, 0) or True,
        lambda: os.unlink(name) or True,
        lambda: os.rename("/tmp", name) or True,
        lambda: os.chmod(name, 0) or True,
        lambda: os.utime(name, (0, 0)) or True,
    )
