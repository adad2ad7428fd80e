"""The arrows between the parts, and the habits of the repository, read off the files that git tracks."""

import ast
import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]


def _load(name: str) -> ModuleType:
    """NOTE: pytest's importlib mode keeps tests/ off sys.path, so that a sibling is loaded by its path."""
    spec = importlib.util.spec_from_file_location(f"stelp_tests_{name}", ROOT / "tests" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


layout = _load("layout")
GIT = shutil.which("git") or "git"
MODULES = sorted((ROOT / "stelp_ci").rglob("*.py"))


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT / "stelp_ci").with_suffix("").parts)


def _tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    names = subprocess.run([GIT, "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.split(b"\0")
    return [path for name in names if name and (path := ROOT / name.decode()).is_file() and not path.is_symlink()]


@pytest.mark.parametrize("path", MODULES, ids=_dotted)
def test_a_module_imports_only_what_the_layout_allows(path: Path) -> None:
    assert layout.breaches(_dotted(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source", "what"),
    [
        ("gate.tests", "from stelp_ci.probe.tests import x", "gate imports stelp_ci.probe"),
        ("gate.tests", "from ..probe import tests", "gate imports stelp_ci.probe"),
        ("gate.tests", "from stelp_ci import pipeline", "gate imports stelp_ci.pipeline"),
        ("gate.tests", "def f():\n    import stelp_ci.scan.bandit", "gate imports stelp_ci.scan"),
        ("gate.tests", "import os.path", "gate is pure and imports os"),
        ("gate.tests", "from subprocess import run", "gate is pure and imports subprocess"),
        ("report.html", "def f(p):\n    return open(p)", "report is pure and calls open"),
        ("report.html", "import socket", "report is pure and imports socket"),
        ("model.change", "from stelp_ci.change.units import x", "model imports stelp_ci.change"),
        ("config.load", "from stelp_ci.pipeline import check", "config imports stelp_ci.pipeline"),
        ("scan.lane", "from stelp_ci.execute import runsc", "scan imports stelp_ci.execute"),
        ("scan.lane", "from stelp_ci.cli.progress import Silent", "scan imports stelp_ci.cli"),
        ("transpile.guarded", "from stelp_ci.model.program import Program", "transpile imports stelp_ci.model"),
        ("transpile.guarded", "from stelp_ci.errors import StelpError", "transpile imports stelp_ci.errors"),
        ("transpile.guarded", "import msgspec", "transpile imports msgspec, which is no part of Python"),
        ("pipeline", "from stelp_ci.cli.check import run", "pipeline imports stelp_ci.cli"),
        ("cli.check", "from stelp_ci.change.reader import open_change", "cli imports stelp_ci.change"),
        ("helpers.text", "", "helpers has no place in the layout: give it one in tests/layout.py"),
    ],
)
def test_a_wrong_import_is_caught(module: str, source: str, what: str) -> None:
    assert what in [breach.what for breach in layout.breaches(module, source)]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("gate.tests", "from stelp_ci.model.verdict import Decision\nfrom stelp_ci.gate import judge"),
        ("report.schema", "if __name__ == '__main__':\n    print(1)"),
        ("pipeline", "from stelp_ci.scan.lane import run_scanners\nfrom stelp_ci import __version__"),
        ("cli.check", "from stelp_ci.pipeline import check"),
    ],
)
def test_a_right_import_is_let_through(module: str, source: str) -> None:
    assert layout.breaches(module, source) == []


def _imports_of(path: Path) -> set[str]:
    """The top-level names that a file imports absolutely; relative ones are its own private package."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if not getattr(node, "level", 0)]
    return {name.split(".")[0] for node in nodes for name in layout.imported(node, "")}


@pytest.mark.parametrize("path", sorted((ROOT / "sandbox").glob("*.py")), ids=lambda path: path.name)
def test_what_runs_in_the_sandbox_needs_no_more_than_python_and_pytest(path: Path) -> None:
    siblings = {other.stem for other in path.parent.glob("*.py")}
    foreign = _imports_of(path) - sys.stdlib_module_names - siblings
    assert foreign <= {"pytest", "_pytest", "pluggy"}


@pytest.mark.parametrize("path", MODULES, ids=_dotted)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [
        path for path in MODULES if path.stem in {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    ] == []


def test_only_the_last_resort_catches_everything() -> None:
    broad = re.compile(r"^\s*except(\s*:|\s+(Base)?Exception\b)|suppress\((Base)?Exception\)", re.MULTILINE)
    caught = [_dotted(path) for path in MODULES if broad.search(path.read_text(encoding="utf-8"))]
    assert caught == ["cli.main"]


# Each first letter stands in a class of its own, so that this file does not find itself.
_PLACES = re.compile(rb"/[r]oot/|/[w]ork/(main|shared)|/[t]mp/w/")
_REGISTRIES = re.compile(
    rb"[p]ypi\.org|[p]ythonhosted\.org|[r]egistry\.npmjs|[n]pmjs\.com|[c]rates\.io|[o]pt/pypi"
    rb"|[p]roxy\.golang|[r]egistry-1\.docker|[d]ocker\.io/|[g]hcr\.io"
)


def test_no_tracked_file_names_this_machine_or_a_package_registry() -> None:
    named = [
        (str(path.relative_to(ROOT)), found[0].decode())
        for path in _tracked()
        for pattern in (_PLACES, _REGISTRIES)
        if (found := pattern.search(path.read_bytes()))
    ]
    assert named == []


def test_the_search_for_places_and_registries_finds_them() -> None:
    assert _PLACES.search("/".join(["", "root", "x"]).encode())
    assert _REGISTRIES.search(".".join(["https://pypi", "org/simple"]).encode())
