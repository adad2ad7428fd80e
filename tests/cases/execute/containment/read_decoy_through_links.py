"""Reads a file of the host through links of its own making."""

import os
from pathlib import Path

from attempt import CANARY, tried


def test_it():
    def by(make, place):
        make(CANARY["secret"], place)
        return Path(place).read_text()
    tried(
        lambda: by(os.symlink, "/tmp/soft"),
        lambda: by(os.link, "/tmp/hard"),
        lambda: by(os.symlink, "/dev/shm/soft"),
    )
