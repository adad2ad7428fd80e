"""Looks for the directory of the host in every listing."""

import os

from attempt import CANARY, tried


def test_it():
    def look(path):
        found = [name for name in os.listdir(path) if CANARY["mark"] in name]
        return found
    tried(*(lambda path=path: look(path) for path in ["/", "/tmp", "/root", "/home", "/var", "/mnt", "/proc/1/cwd", "/dev/shm"]))
