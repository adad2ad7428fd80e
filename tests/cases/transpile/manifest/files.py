"""Files: builtins, os, io, shutil, and paths by type and by name."""

import io
import os
import pathlib
import shutil  # expect: files shutil
from os import remove as forget  # expect: files os.remove
from pathlib import Path


def spelled_plainly(name):
    with open(name) as stream:  # expect: files open in spelled_plainly
        os.rename(name, "b")  # expect: files os.rename in spelled_plainly
        io.open(name)  # expect: files io.open in spelled_plainly
        return stream


def spelled_indirectly(name):
    import builtins

    builtins.open(name)  # expect: files open in spelled_indirectly
    forget(name)  # expect: files os.remove in spelled_indirectly
    copy = shutil.copyfile  # expect: files shutil.copyfile in spelled_indirectly
    copy(name, name)  # expect: files shutil.copyfile in spelled_indirectly
    read = open  # expect: files open in spelled_indirectly
    return read(name)  # expect: files open in spelled_indirectly


def spelled_obscurely(name):
    __builtins__["op" + "en"](name)  # expect: files open; reflection __builtins__
    getattr(os, "unlink")(name)  # expect: files os.unlink; reflection getattr
    return (lambda: [io.FileIO(n) for n in name])  # expect: files io.FileIO in spelled_obscurely


def paths(name, given: Path, maybe: "Path | None" = None, other: Path | None = None):
    Path(name).open()  # expect: files pathlib.Path.open
    here = Path(name)
    here.touch()  # expect: files pathlib.Path.touch
    given.rename(name)  # expect: files pathlib.Path.rename
    other.exists()  # expect: files pathlib.Path.exists
    (here / "a" / name).exists()  # expect: files pathlib.Path.exists
    here.parent.parent.resolve().stat()  # expect: files pathlib.Path.stat; files pathlib.Path.resolve
    pathlib.Path.cwd()  # expect: files pathlib.Path.cwd
    name.read_text()  # expect: files *.read_text
    name.result().write_bytes(b"")  # expect: files *.write_bytes
    return here.name, here.suffix, here.with_suffix(".py"), os.path.join("a", "b")


def near_misses(self, open, shutil, frame):
    open("x")
    shutil.rmtree("x")
    self.open("x")
    frame.rename(columns={})
    frame.exists()
    self.os.remove("x")
    io.StringIO().read()


class Door:
    def open(self):
        return self.open


def local_open():
    def open(name):
        return name

    return open("x")
