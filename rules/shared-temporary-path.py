import os
import tempfile


def noted(text):
    # ruleid: shared-temporary-path
    with open(os.path.join(tempfile.gettempdir(), "notes.txt"), "w") as file:
        file.write(text)


def folder():
    # ruleid: shared-temporary-path
    os.makedirs("/tmp/results", exist_ok=True)


def own_folder():
    # ok: shared-temporary-path
    return tempfile.mkdtemp()


def read():
    # ok: shared-temporary-path
    with open(os.path.join(tempfile.gettempdir(), "notes.txt"), "r") as file:
        return file.read()
