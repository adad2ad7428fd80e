"""Files that decide how changes are judged: the base's were used, and a human looks at the edit."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from stelp_ci.model.case import Case
from stelp_ci.model.change import FileChange
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.finding import Location
from stelp_ci.model.verdict import Decision, Reason

_WHY = {
    FileRole.SETTINGS: "decides how changes are judged; the base's version was used",
    FileRole.WORKFLOW: "decides what runs in CI",
    FileRole.AGENT_INSTRUCTIONS: "instructs the agents that work on this repository",
    FileRole.TEST_SUPPORT: "decides how tests are collected and run",
}

_READ_BY_PYTEST = frozenset(
    {"conftest.py", "pytest.ini", ".pytest.ini", "pytest.toml", "tox.ini", "sitecustomize.py", "usercustomize.py"}
)


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each guarded file in the change."""
    for file in case.change.files:
        if file.role in _WHY and not _is_test_data(file):
            line = min(file.added_lines, default=1)
            yield Reason(
                decision=Decision.NEEDS_HUMAN,
                gate="guarded-files",
                message=f"{file.path} {_WHY[file.role]}; it was {file.kind}",
                location=Location(path=file.path, line=line, end_line=line),
            )


def _is_test_data(file: FileChange) -> bool:
    """Support files that only tests read; those that pytest or the interpreter reads by themselves are guarded."""
    return file.role is FileRole.TEST_SUPPORT and PurePosixPath(file.path).name not in _READ_BY_PYTEST
