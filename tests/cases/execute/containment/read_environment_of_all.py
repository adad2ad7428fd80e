"""Looks for a variable of the host in every process."""

import os
from pathlib import Path

from attempt import CANARY, tried


def test_it():
    def env(pid):
        return CANARY["variable"].encode() in Path(f"/proc/{pid}/environ").read_bytes()
    tried(lambda: os.environ[CANARY["variable"]], *(lambda pid=pid: env(pid) for pid in [1, "self", CANARY["pid"]]))
