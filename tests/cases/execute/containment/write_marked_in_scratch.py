"""Leaves marked files where it may write; they must die with the sandbox."""

import os

from attempt import CANARY, tried


def test_it():
    for place in ("/tmp", "/dev/shm"):
        with open(f"{place}/{CANARY['escaped']}", "x") as file:
            file.write("x")
    tried(lambda: os.path.exists(CANARY["folder"]))
