"""Edits, replaces and removes the tree under judgement."""

import os

from attempt import CANARY, tried


def test_it():
    tried(
        lambda: open("/src/test_case.py", "a").write("#"),
        lambda: os.rename("/src/test_case.py", "/src/other.py") or True,
        lambda: os.unlink("/src/test_case.py") or True,
        lambda: os.mkdir("/src/.git") or True,
        lambda: os.symlink("/", "/src/root") or True,
        lambda: os.chmod("/src", 0o777) or True,
        lambda: os.removexattr("/src", "user.x") or True,
        lambda: os.setxattr("/src/test_case.py", "user.x", b"x") or True,
    )
