import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stelp_ci.errors import LayerError
from stelp_ci.execute.wheels.seal import tree_digest
from stelp_ci.execute.wheels.store import FORMAT, INCOMPLETE_S, Entry, LayerRecord, stored

KEY = "ab" * 32


class Builder:
    """Builds an entry that holds one file, and counts how often it did."""

    def __init__(self, *, notes: tuple[str, ...] = (), slow_s: float = 0.0) -> None:
        self.built = 0
        self.events: list[str] = []
        self._notes = notes
        self._slow_s = slow_s

    def __call__(self, folder: Path) -> LayerRecord:
        self.built += 1
        (folder / "site" / "module.py").write_text("ONE = 1\n")
        (folder / "download").mkdir()
        time.sleep(self._slow_s)
        return LayerRecord(format=FORMAT, key=KEY, digest=tree_digest(folder / "site"), notes=self._notes)

    def get(self, store: Path) -> Entry:
        return stored(store, KEY, build=self, on_event=self.events.append)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "layers"


def test_an_entry_is_built_once(store: Path) -> None:
    builder = Builder()
    assert builder.get(store) == builder.get(store)
    assert builder.built == 1
    assert sorted(path.name for path in (store / KEY).iterdir()) == ["layer.json", "site"]


def replant(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "changed": lambda entry: (entry / "site" / "module.py").write_text("ONE = 2\n"),
    "added": lambda entry: (entry / "site" / "pytest.py").write_text(""),
    "planted": lambda entry: replant(entry / "site" / "__pycache__" / "module.cpython-311.pyc", b"planted"),
    "removed": lambda entry: (entry / "site" / "module.py").unlink(),
    "link": lambda entry: (entry / "site" / "link.py").symlink_to("/etc/passwd"),
    "no record": lambda entry: (entry / "layer.json").unlink(),
    "half record": lambda entry: os.truncate(entry / "layer.json", 20),
    "other key": lambda entry: edit(entry / "layer.json", KEY, "cd" * 32),
    "unknown field": lambda entry: edit(entry / "layer.json", "{", '{"trusted":true,'),
    "no site": lambda entry: (entry / "site").rename(entry.with_name("elsewhere")),
    "a file": lambda entry: (entry.rename(entry.with_name("elsewhere")), entry.write_text("")),
}


def edit(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new, 1))


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_entry_is_found_and_built_again(damage: str, store: Path) -> None:
    builder = Builder()
    builder.get(store)
    DAMAGE[damage](store / KEY)
    again = builder.get(store)
    assert builder.built == 2
    assert [path.name for path in again.site.iterdir()] == ["module.py"]
    assert (again.site / "module.py").read_text() == "ONE = 1\n"
    assert "the cached layer is damaged or incomplete, and is built again" in builder.events


def test_a_build_that_fails_leaves_nothing(store: Path) -> None:
    def fail(folder: Path) -> LayerRecord:
        (folder / "site" / "half.py").write_text("")
        raise LayerError("no network")

    with pytest.raises(LayerError, match="no network"):
        stored(store, KEY, build=fail, on_event=print)
    assert [path.name for path in store.iterdir()] == [f"{KEY}.lock"]


def test_two_checks_build_one_entry(store: Path) -> None:
    builder = Builder(slow_s=0.5)
    found: list[Entry] = []
    checks = [threading.Thread(target=lambda: found.append(builder.get(store))) for _ in range(3)]
    for check in checks:
        check.start()
    for check in checks:
        check.join()
    assert len(set(found)) == 1
    assert builder.built == 1
    assert "waiting for another check that builds this layer" in builder.events


def test_what_was_left_out_is_tried_again_after_a_day(store: Path) -> None:
    builder = Builder(notes=("not assessed: no wheel for x",))
    builder.get(store)
    builder.get(store)
    assert builder.built == 1
    old = time.time() - INCOMPLETE_S - 1
    os.utime(store / KEY / "layer.json", (old, old))
    builder.get(store)
    assert builder.built == 2


def test_a_store_that_others_can_write_is_not_used(store: Path) -> None:
    store.mkdir(parents=True)
    store.chmod(0o777)
    with pytest.raises(LayerError, match="can be written by others") as caught:
        Builder().get(store)
    assert "chmod" in caught.value.remedy


def test_a_store_that_is_a_link_is_not_used(store: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    store.parent.mkdir()
    store.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LayerError):
        Builder().get(store)


def test_a_store_that_cannot_be_made_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(LayerError, match="cannot be used") as caught:
        Builder().get(tmp_path / "cache" / "layers")
    assert caught.value.remedy


KILLED = """
import sys, time
from pathlib import Path
from stelp_ci.execute.wheels.store import stored
def build(folder):
    (folder / "site" / "half.py").touch()
    print("building", flush=True)
    time.sleep(60)
stored(Path(sys.argv[1]), sys.argv[2], build=build, on_event=print)
"""


def test_after_a_builder_was_killed_the_next_one_builds_and_nothing_of_the_first_is_left(store: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(store), KEY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "building\n"
        process.kill()
    assert len(list(store.glob(f".{KEY[:16]}-*"))) == 1
    entry = Builder().get(store)
    assert [path.name for path in entry.site.iterdir()] == ["module.py"]
    assert sorted(path.name for path in store.iterdir()) == [KEY, f"{KEY}.lock"]
