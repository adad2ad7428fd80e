import os
from pathlib import Path


def removed(path):
    # ruleid: check-then-use
    if os.path.exists(path):
        os.remove(path)


def made(folder):
    # ruleid: check-then-use
    if not os.path.exists(folder):
        os.makedirs(folder)


def safely_removed(path):
    # ok: check-then-use
    Path(path).unlink(missing_ok=True)


def safely_made(folder):
    # ok: check-then-use
    os.makedirs(folder, exist_ok=True)


def told(path):
    # ok: check-then-use
    if os.path.exists(path):
        print(path)
