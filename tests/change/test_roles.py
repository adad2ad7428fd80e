import pytest

from stelp_ci.change.roles import role_of
from stelp_ci.model.file_role import FileRole

CASES = {
    FileRole.SOURCE: ["a.py", "src/pkg/mod.pyi", "pkg/testing/tools.py", "latest.py", "contest/x.py", "noxfile.py"],
    FileRole.TEST: ["test_a.py", "pkg/a_test.py", "tests/deep/test_x.py", "tests.py", "app/tests.py", "Test_A.py"],
    FileRole.TEST_SUPPORT: [
        "conftest.py",
        "pkg/conftest.py",
        "pytest.ini",
        "tox.ini",
        "tests/__init__.py",
        "tests/helpers.py",
        "tests/data/golden.json",
        ".coveragerc",
    ],
    FileRole.DEPENDENCIES: [
        "pyproject.toml",
        "packages/a/pyproject.toml",
        "requirements.txt",
        "requirements-dev.in",
        "requirements/base.txt",
        "dev-requirements.txt",
        "tests/requirements.txt",
        "constraints.txt",
        "setup.py",
        "setup.cfg",
        "Pipfile",
        "Pipfile.lock",
        "poetry.lock",
        "uv.lock",
        "pdm.lock",
        "pylock.toml",
        "pylock.dev.toml",
        "environment.yml",
    ],
    FileRole.WORKFLOW: [
        ".github/workflows/ci.yml",
        ".github/workflows/deep/er.yaml",
        ".GitHub/Workflows/ci.yml",
        ".github/actions/a/run.py",
        "action.yml",
        "sub/action.yaml",
        ".github/CODEOWNERS",
        ".gitlab-ci.yml",
    ],
    FileRole.AGENT_INSTRUCTIONS: [
        "AGENTS.md",
        "pkg/agents.md",
        "CLAUDE.md",
        "GEMINI.md",
        ".cursorrules",
        ".cursor/rules/a.mdc",
        ".github/copilot-instructions.md",
        ".github/instructions/python.instructions.md",
        ".windsurfrules",
        ".clinerules",
        ".clinerules/a.md",
        ".aider.conf.yml",
        ".claude/settings.json",
        ".mcp.json",
        "tests/AGENTS.md",
    ],
    FileRole.SETTINGS: [
        ".stelp.yml",
        ".pre-commit-config.yaml",
        "pyrightconfig.json",
        ".semgrepignore",
        ".semgrep/rules.yml",
        ".bandit",
        "mypy.ini",
        "ruff.toml",
        ".flake8",
    ],
    FileRole.OTHER: ["README.md", "docs/a.rst", "data.json", "Makefile", "requirements.md"],
}


@pytest.mark.parametrize(("role", "path"), [(role, path) for role, paths in CASES.items() for path in paths])
def test_the_path_decides_the_role(role, path):
    assert role_of(path) is role


def test_every_role_has_a_case():
    assert set(CASES) == set(FileRole)
