import tempfile
from pathlib import Path


def scratch():
    # ruleid: insecure-temporary-file
    return tempfile.mktemp(suffix=".txt")


def report(text):
    # ruleid: insecure-temporary-file
    with open("/tmp/report.txt", "w") as file:
        file.write(text)


def note(text):
    # ruleid: insecure-temporary-file
    Path("/tmp/note.txt").write_text(text)


def named():
    # ok: insecure-temporary-file
    return tempfile.NamedTemporaryFile(suffix=".txt")


def read():
    # ok: insecure-temporary-file
    with open("/tmp/report.txt", "r") as file:
        return file.read()


def elsewhere(text):
    # ok: insecure-temporary-file
    with open("/srv/app/tmp/report.txt", "w") as file:
        file.write(text)
