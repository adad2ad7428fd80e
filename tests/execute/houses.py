"""Trees, wheels and an index of our own making: fixtures for the tests of dependency layers (`pytest_plugins`).

PYTEST_DONT_REWRITE: it holds no assertion, and is imported for its types as well.
"""

import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import pytest

from stelp_ci.execute.interpreter import Interpreter, inspect_interpreter
from stelp_ci.execute.python_choice import choose_python
from stelp_ci.model.source import SourceTree

MakeTree = Callable[[Mapping[str, str | bytes]], SourceTree]


class MakeWheel(Protocol):
    """Puts a wheel into the house. `files` are its files, `entries` more members, written as they stand."""

    def __call__(
        self,
        name: str,
        version: str = "1.0",
        *,
        requires: tuple[str, ...] = (),
        files: Mapping[str, str | bytes] | None = None,
        entries: tuple[zipfile.ZipInfo, ...] = (),
        tag: str = "py3-none-any",
    ) -> Path: ...


class Events:
    """A progress that remembers what it was told."""

    def __init__(self) -> None:
        self.details: list[str] = []

    def begin(self, stage: str, detail: str = "") -> None:
        self.details.append(f"{stage}: {detail}")

    def end(self, stage: str) -> None:
        self.details.append(f"{stage} done")


@pytest.fixture
def progress() -> Events:
    return Events()


@pytest.fixture(scope="session")
def interpreter() -> Interpreter:
    return inspect_interpreter(choose_python(explicit=None, repo=None, environment={}))


@pytest.fixture
def make_tree(tmp_path: Path) -> MakeTree:
    """Writes files below a fresh root."""

    def write(files: Mapping[str, str | bytes]) -> SourceTree:
        root = tmp_path / "tree"
        root.mkdir(exist_ok=True)
        for path, content in files.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return SourceTree(root, "0" * 40)

    return write


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that is pip's only index, by the user's own settings."""
    folder = tmp_path / "house"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def make_wheel(house: Path) -> MakeWheel:
    def make(
        name: str,
        version: str = "1.0",
        *,
        requires: tuple[str, ...] = (),
        files: Mapping[str, str | bytes] | None = None,
        entries: tuple[zipfile.ZipInfo, ...] = (),
        tag: str = "py3-none-any",
    ) -> Path:
        path = house / f"{name}-{version}-{tag}.whl"
        info = f"{name}-{version}.dist-info"
        needs = "".join(f"Requires-Dist: {need}\n" for need in requires)
        with zipfile.ZipFile(path, "w") as archive:
            for file, content in (files or {f"{name}.py": f"VERSION = {version!r}\n"}).items():
                archive.writestr(file, content)
            for entry in entries:
                archive.writestr(entry, "/etc/passwd")
            archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}")
            archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
            archive.writestr(f"{info}/RECORD", "")
        return path

    return make
