"""What a file is to the judgement, decided by its path alone.

NOTE: names are taken apart here, because `pathlib` takes milliseconds to load, and a hook has few of them.
"""

from typing import NamedTuple

from stelp_ci.model.file_role import FileRole

PYTHON_SUFFIXES = frozenset({".py", ".pyi", ".pyw"})

_WORKFLOW_PATHS = (
    ".github/workflows/*",
    ".github/actions/*",
    ".github/codeowners",
    ".github/dependabot.y*ml",
    "codeowners",
    "docs/codeowners",
    ".circleci/*",
    ".gitlab-ci.yml",
    ".travis.yml",
    "azure-pipelines.yml",
    "jenkinsfile",
)
_WORKFLOW_NAMES = ("action.yml", "action.yaml")

_AGENT_NAMES = (
    "agents.md",
    "agents.override.md",
    "agent.md",
    "claude.md",
    "claude.local.md",
    "gemini.md",
    "copilot-instructions.md",
    "skill.md",
    ".cursorrules",
    ".windsurfrules",
    ".clinerules",
    ".roorules",
    ".goosehints",
    ".mcp.json",
    ".aider*",
    "*.instructions.md",
    "*.mdc",
)
_AGENT_DIRECTORIES = frozenset(
    {
        ".agents",
        ".amazonq",
        ".claude",
        ".clinerules",
        ".codex",
        ".continue",
        ".cursor",
        ".devin",
        ".gemini",
        ".jules",
        ".junie",
        ".kiro",
        ".openhands",
        ".roo",
        ".windsurf",
    }
)
_AGENT_PATHS = (".github/instructions/*", ".github/prompts/*", ".github/agents/*", ".github/chatmodes/*")

_SETTINGS_NAMES = (
    ".stelp.yml",
    ".stelp.yaml",
    ".pre-commit-config.yaml",
    "pyrightconfig.json",
    ".semgrepignore",
    ".semgrep.yml",
    ".semgrep.yaml",
    ".bandit",
    "bandit.yml",
    "bandit.yaml",
    "bandit.toml",
    "mypy.ini",
    ".mypy.ini",
    "ruff.toml",
    ".ruff.toml",
    ".flake8",
    ".pylintrc",
    "pylintrc",
    ".gitleaks.toml",
)
_SETTINGS_DIRECTORIES = frozenset({".semgrep", ".stelp"})

_DEPENDENCY_NAMES = (
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements*.txt",
    "requirements*.in",
    "*-requirements.txt",
    "*_requirements.txt",
    "constraints*.txt",
    "pipfile",
    "pipfile.lock",
    "poetry.lock",
    "uv.lock",
    "uv.toml",
    "pdm.lock",
    "pylock.toml",
    "pylock.*.toml",
    "pixi.toml",
    "pixi.lock",
    "environment.yml",
    "environment.yaml",
    "conda-lock.yml",
)

_TEST_NAMES = ("test_*.py", "*_test.py", "test.py", "tests.py")
_TEST_DIRECTORIES = frozenset({"test", "tests"})
_TEST_SUPPORT_NAMES = (
    "conftest.py",
    "pytest.ini",
    ".pytest.ini",
    "pytest.toml",
    ".pytest.toml",
    "tox.ini",
    ".coveragerc",
)


def role_of(path: str) -> FileRole:
    """The role of the file at `path` (POSIX, relative to the root); letter case does not matter.

    What decides over the judgement comes first: a requirements file below `tests/` is a dependency manifest.
    """
    lowered = _path(path.casefold())
    if _is_workflow(lowered):
        return FileRole.WORKFLOW
    if _is_agent_instructions(lowered):
        return FileRole.AGENT_INSTRUCTIONS
    if lowered.name in _SETTINGS_NAMES or not _SETTINGS_DIRECTORIES.isdisjoint(lowered.folders):
        return FileRole.SETTINGS
    if _is_dependencies(lowered):
        return FileRole.DEPENDENCIES
    return _test_role(lowered) or (FileRole.SOURCE if lowered.suffix in PYTHON_SUFFIXES else FileRole.OTHER)


class _Path(NamedTuple):
    whole: str
    folders: tuple[str, ...]
    name: str
    suffix: str


def _path(whole: str) -> _Path:
    *folders, name = whole.split("/")
    stem, dot, end = name.rpartition(".")
    return _Path(whole, tuple(folders), name, f".{end}" if dot and stem and end else "")


def _is_workflow(path: _Path) -> bool:
    return path.name in _WORKFLOW_NAMES or _matches(path.whole, _WORKFLOW_PATHS)


def _is_agent_instructions(path: _Path) -> bool:
    inside = not _AGENT_DIRECTORIES.isdisjoint(path.folders)
    return inside or _matches(path.name, _AGENT_NAMES) or _matches(path.whole, _AGENT_PATHS)


def _is_dependencies(path: _Path) -> bool:
    in_requirements = path.folders[-1:] == ("requirements",) and path.suffix in (".txt", ".in")
    return in_requirements or _matches(path.name, _DEPENDENCY_NAMES)


def _test_role(path: _Path) -> FileRole | None:
    if _matches(path.name, _TEST_SUPPORT_NAMES):
        return FileRole.TEST_SUPPORT
    if _matches(path.name, _TEST_NAMES):
        return FileRole.TEST
    if not _TEST_DIRECTORIES.isdisjoint(path.folders):
        return FileRole.TEST_SUPPORT
    return None


def _matches(text: str, patterns: tuple[str, ...]) -> bool:
    return any(_fits(text, pattern) for pattern in patterns)


def _fits(text: str, pattern: str) -> bool:
    """Whether `text` is the pattern, in which one `*` at most stands for anything.

    NOTE: `fnmatch` would compile each pattern of the tables, in every hook.
    """
    begin, star, end = pattern.partition("*")
    if not star:
        return text == pattern
    return len(text) >= len(pattern) - 1 and text.startswith(begin) and text.endswith(end)
