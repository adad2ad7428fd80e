import json
from pathlib import Path


def kept(path, data):
    # ruleid: file-not-closed
    json.dump(data, open(path, "w"))


def counted(path):
    total = 0
    # ruleid: file-not-closed
    for _ in open(path):
        total += 1
    return total


def safely_kept(path, data):
    with open(path, "w") as file:
        # ok: file-not-closed
        json.dump(data, file)


def read(path):
    # ok: file-not-closed
    return json.loads(Path(path).read_text())
