"""The transpiler stands alone: standard library only, under any name, on every Python that targets may use."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import stelp_ci.transpile

PACKAGE = Path(stelp_ci.transpile.__file__).parent
CASES = Path(__file__).parent.parent / "cases" / "transpile"
PYTHONS = {f"3.{minor}": shutil.which(f"python3.{minor}") for minor in (10, 11, 12, 13)}

IMPORTED = """
import sys
sys.path.insert(0, sys.argv[1])
before = set(sys.modules)
import mounted.guarded, mounted.compare, mounted.codes
names = {name.partition(".")[0] for name in set(sys.modules) - before}
print(sorted(names - set(sys.stdlib_module_names)))
"""

INSPECTED = """
import json, sys
sys.path.insert(0, sys.argv[1])
from mounted.guarded import inspect
results = []
for path in sys.argv[2:]:
    with open(path, "rb") as stream:
        results.append(inspect(stream.read()))
print(json.dumps(results))
"""


def pyenv_pythons() -> dict[str, str]:
    """The interpreters on PATH, and those that pyenv keeps; at least the running one."""
    found = {version: path for version, path in PYTHONS.items() if path and works(path)}
    for path in sorted(Path.home().glob(".pyenv/versions/3.1[0-3].*/bin/python")):
        found.setdefault(path.parent.parent.name.rpartition(".")[0], str(path))
    found[f"3.{sys.version_info.minor}"] = sys.executable
    return found


def works(python: str) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def mounted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the package under another name, as the sandbox sees it."""
    root = tmp_path_factory.mktemp("mounted")
    shutil.copytree(PACKAGE, root / "mounted", ignore=shutil.ignore_patterns("__pycache__"))
    return root


def run(python: str, program: str, *arguments: str) -> str:
    command = [python, "-I", "-B", "-W", "error", "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_imports_nothing_but_the_standard_library(mounted: Path) -> None:
    assert run(sys.executable, IMPORTED, str(mounted)).strip() == "['mounted']"


@pytest.mark.parametrize("version", sorted(pyenv_pythons()))
def test_every_python_sees_the_same(version: str, mounted: Path) -> None:
    paths = [str(path) for path in sorted((CASES / "manifest").glob("*.py"))]
    here = run(sys.executable, INSPECTED, str(mounted), *paths)
    assert run(pyenv_pythons()[version], INSPECTED, str(mounted), *paths) == here
    manifests: list[Any] = json.loads(here)
    assert all(len(manifest[0]) > 0 for manifest in manifests)


@pytest.mark.parametrize("version", [version for version in sorted(pyenv_pythons()) if version > "3.11"])
def test_newer_syntax_is_understood_by_newer_pythons(version: str, mounted: Path) -> None:
    (path,) = (CASES / "manifest").glob("*.py.312")
    (manifest,) = json.loads(run(pyenv_pythons()[version], INSPECTED, str(mounted), str(path)))
    lines = [number for number, line in enumerate(path.read_text().split("\n"), 1) if "# expect:" in line]
    assert sorted({use[2] for use in manifest[0]}) == lines
