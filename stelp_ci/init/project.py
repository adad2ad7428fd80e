"""What kind of project this is, read from its files; nothing of it is imported or run."""

import configparser
import re
import tomllib
from enum import StrEnum, unique
from pathlib import Path
from typing import NamedTuple, cast

MAX_FILES = 5000
"""Python files that are looked at to tell the test runner."""

_SKIPPED = frozenset({".git", ".venv", "venv", "node_modules", "build", "dist", ".tox", "__pycache__", ".nox"})
_SERVICES = ("network", "internet", "online", "integration", "database", "db", "docker", "e2e", "remote", "aws", "gpu")


@unique
class Layout(StrEnum):
    """Where the code is."""

    SRC = "a package under src/"
    FLAT = "a package at the top"
    MODULES = "modules at the top"
    DJANGO = "a Django project"
    SEVERAL = "several projects in one repository"
    NONE = "no Python yet"


@unique
class Runner(StrEnum):
    """What runs the tests."""

    PYTEST = "pytest"
    UNITTEST = "unittest, which pytest runs too"
    NONE = "no tests yet"


@unique
class Ci(StrEnum):
    """Where continuous integration runs."""

    GITHUB = "GitHub Actions"
    GITLAB = "GitLab"
    OTHER = "another service"
    NONE = "none yet"


class Project(NamedTuple):
    """All that the first files depend on. `service_marks` are pytest marks that sound like needing a service."""

    layout: Layout
    runner: Runner
    ci: Ci
    python: str
    service_marks: tuple[str, ...]

    @property
    def summary(self) -> str:
        """One line of it."""
        python = f"Python {self.python}" if self.python else "no stated Python"
        return f"{self.layout}; tests: {self.runner}; {python}; CI: {self.ci}"


def read_project(root: Path) -> Project:
    """Look at the files below `root`. What cannot be read counts as absent."""
    files = _python_files(root)
    document = _toml(root / "pyproject.toml")
    return Project(
        _layout(root, files), _runner(root, files, document), _ci(root), _python(root, document), _marks(root, document)
    )


def _python_files(root: Path) -> list[Path]:
    found: list[Path] = []
    waiting = [root]
    while waiting and len(found) < MAX_FILES:
        for path in sorted(waiting.pop().iterdir()):
            if path.is_dir() and not path.is_symlink() and path.name not in _SKIPPED:
                waiting.append(path)
            elif path.suffix == ".py":
                found.append(path)
    return found


def _layout(root: Path, files: list[Path]) -> Layout:
    manifests = [path for pattern in ("*/pyproject.toml", "*/*/pyproject.toml") for path in root.glob(pattern)]
    if len(manifests) > 1:
        return Layout.SEVERAL
    if (root / "manage.py").is_file():
        return Layout.DJANGO
    if any((root / "src").glob("*/__init__.py")):
        return Layout.SRC
    packages = [path for path in root.glob("*/__init__.py") if path.parent.name not in {"tests", "test", "docs"}]
    if packages:
        return Layout.FLAT
    return Layout.MODULES if files else Layout.NONE


def _runner(root: Path, files: list[Path], document: dict[str, object]) -> Runner:
    tests = [
        path
        for path in files
        if path.name.startswith("test") or path.stem.endswith("_test") or path.name == "conftest.py"
    ]
    said = "pytest" in _text(root / "tox.ini") + _text(root / "setup.cfg") + str(document)
    texts = [_text(path) for path in tests[:50]]
    if (
        said
        or (root / "pytest.ini").is_file()
        or any(re.search(r"^def test|import pytest", text, re.M) for text in texts)
    ):
        return Runner.PYTEST
    return Runner.UNITTEST if any("unittest" in text or "TestCase" in text for text in texts) else Runner.NONE


def _ci(root: Path) -> Ci:
    if any((root / ".github" / "workflows").glob("*.y*ml")):
        return Ci.GITHUB
    if (root / ".gitlab-ci.yml").is_file():
        return Ci.GITLAB
    others = (".circleci", ".travis.yml", "azure-pipelines.yml", "Jenkinsfile", "bitbucket-pipelines.yml")
    return Ci.OTHER if any((root / name).exists() for name in others) else Ci.NONE


def _python(root: Path, document: dict[str, object]) -> str:
    """`requires-python`, or what stands in its place."""
    project, poetry = _table(document, "project"), _table(document, "tool", "poetry", "dependencies")
    for value in (project.get("requires-python"), poetry.get("python")):
        if isinstance(value, str):
            return _plain(value)
    parser = _ini(root / "setup.cfg")
    if parser.has_option("options", "python_requires"):
        return _plain(parser.get("options", "python_requires"))
    found = re.search(r"python_requires\s*=\s*[\"']([^\"'\n]{1,40})[\"']", _text(root / "setup.py"))
    return _plain(found[1]) if found else ""


def _marks(root: Path, document: dict[str, object]) -> tuple[str, ...]:
    listed = _table(document, "tool", "pytest", "ini_options").get("markers")
    lines = [str(one) for one in cast(list[object], listed)] if isinstance(listed, list) else []
    for name, section in (("pytest.ini", "pytest"), ("tox.ini", "pytest"), ("setup.cfg", "tool:pytest")):
        lines += _ini(root / name).get(section, "markers", fallback="").splitlines()
    names = dict.fromkeys(re.split(r"[:(]", line.strip())[0].strip() for line in lines)
    return tuple(name for name in names if name.lower() in _SERVICES)


def _plain(text: str) -> str:
    """What may stand in a comment of ours: versions and their signs."""
    return re.sub(r"[^0-9A-Za-z.,<>=!~^* ]", "", text)[:40].strip()


def _text(path: Path) -> str:
    try:
        return path.read_bytes()[:200_000].decode("utf-8", "replace")
    except OSError:
        return ""


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(_text(path))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return {}


def _ini(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(_text(path))
    except configparser.Error:
        return configparser.ConfigParser()
    return parser


def _table(document: dict[str, object], *keys: str) -> dict[str, object]:
    for key in keys:
        value = document.get(key)
        document = cast(dict[str, object], value) if isinstance(value, dict) else {}
    return document
