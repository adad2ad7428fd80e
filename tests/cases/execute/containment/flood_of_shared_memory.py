"""Fills shared memory, and keeps it mapped."""

from attempt import CANARY, tried


def test_it():
    def fill(path):
        with open(path, "wb") as file:
            while True:
                file.write(b"x" * (1 << 20))
    tried(*(lambda p=path: fill(p) for path in ("/dev/shm/a", "/dev/shm/b", "/dev/shm/c", "/tmp/a", "/tmp/b", "/tmp/c", "/tmp/d")))
