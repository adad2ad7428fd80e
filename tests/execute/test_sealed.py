"""What was built once is used again only if nothing happened to it."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stelp_ci.execute.sealed import is_intact, sealed_directory


class Builder:
    """Writes two files, and counts how often it had to."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, tree: Path) -> None:
        self.times += 1
        (tree / "deep").mkdir()
        (tree / "deep" / "file").write_text("content", encoding="utf-8")
        (tree / "other").write_text("other", encoding="utf-8")


def test_an_intact_entry_is_built_once(tmp_path: Path) -> None:
    build = Builder()
    first = sealed_directory(tmp_path / "cache", "key", build)
    assert sealed_directory(tmp_path / "cache", "key", build) == first
    assert build.times == 1
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["key"]


def restored(entry: Path) -> None:
    """A cache that was packed and unpacked has other times and the same content."""
    for path in entry.rglob("*"):
        os.utime(path, (1, 1))


def test_other_times_alone_are_no_damage(tmp_path: Path) -> None:
    build = Builder()
    sealed_directory(tmp_path, "key", build)
    restored(tmp_path / "key")
    sealed_directory(tmp_path, "key", build)
    assert build.times == 1


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a file is cut": lambda entry: (entry / "tree" / "other").write_text("othe", encoding="utf-8"),
    "a file has other content of the same size": lambda entry: (entry / "tree" / "other").write_text(
        "OTHER", encoding="utf-8"
    ),
    "a file is gone": lambda entry: (entry / "tree" / "deep" / "file").unlink(),
    "a file is added": lambda entry: (entry / "tree" / "deep" / "new").write_text("", encoding="utf-8"),
    "a file may be run": lambda entry: (entry / "tree" / "other").chmod(0o755),
    "a file is a symlink": lambda entry: symlinked(entry / "tree" / "other"),
    "the tree is gone": lambda entry: shutil.rmtree(entry / "tree"),
    "the manifest is gone": lambda entry: (entry / "manifest.json").unlink(),
    "the manifest is half written": lambda entry: (entry / "manifest.json").write_bytes(b'{"files": {"other"'),
    "the manifest is empty": lambda entry: (entry / "manifest.json").write_bytes(b""),
}


def symlinked(path: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to("moved")


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_entry_is_built_again(what: str, tmp_path: Path) -> None:
    build = Builder()
    sealed_directory(tmp_path, "key", build)
    DAMAGE[what](tmp_path / "key")
    assert not is_intact(tmp_path / "key")
    tree = sealed_directory(tmp_path, "key", build)
    assert build.times == 2
    assert (tree / "other").read_text(encoding="utf-8") == "other"
    assert (tree / "deep" / "file").read_text(encoding="utf-8") == "content"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail(tree: Path) -> None:
        (tree / "half").write_text("", encoding="utf-8")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        sealed_directory(tmp_path, "key", fail)
    assert list(tmp_path.iterdir()) == []


def test_who_comes_second_uses_what_the_first_built(tmp_path: Path) -> None:
    inner = Builder()

    def overtaken(tree: Path) -> None:
        Builder()(tree)
        sealed_directory(tmp_path, "key", inner)

    tree = sealed_directory(tmp_path, "key", overtaken)
    assert (inner.times, is_intact(tree.parent)) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_what_a_killed_builder_left_goes_and_what_a_living_one_builds_stays(tmp_path: Path) -> None:
    directory = tmp_path / "cache"
    left, living = directory / ".building-left", directory / ".damaged-living"
    old = time.time() - 3600
    for path in (left, living):
        (path / "tree").mkdir(parents=True)
        os.utime(path, (old, old))
    held = os.open(living, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    sealed_directory(directory, "key", lambda tree: (tree / "file").touch())
    os.close(held)
    assert sorted(path.name for path in directory.iterdir()) == [living.name, "key"]


KILLED = """
import sys, time
from pathlib import Path
from stelp_ci.execute.sealed import sealed_directory
def build(tree):
    (tree / "half").touch()
    print("building", flush=True)
    time.sleep(60)
sealed_directory(Path(sys.argv[1]), "key", build)
"""


def test_after_a_builder_was_killed_the_next_one_builds(tmp_path: Path) -> None:
    directory = tmp_path / "cache"
    command = [sys.executable, "-c", KILLED, str(directory)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "building\n"
        process.kill()
    (left,) = directory.iterdir()
    old = time.time() - 3600
    os.utime(left, (old, old))
    tree = sealed_directory(directory, "key", lambda tree: (tree / "whole").touch())
    assert [path.name for path in tree.iterdir()] == ["whole"]
    assert [path.name for path in directory.iterdir()] == ["key"]
