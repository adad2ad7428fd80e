"""Reads a file of the host by its path, and by every way around."""

from pathlib import Path

from attempt import CANARY, tried


def test_it():
    name = CANARY["secret"]
    ways = [name, f"/proc/1/root{name}", f"/proc/self/root{name}", f"/proc/self/cwd/../../../../..{name}", f"//{name}"]
    tried(*(lambda way=way: Path(way).read_text() for way in ways))
