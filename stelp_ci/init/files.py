"""The files that `stelp-ci init` proposes, as text. Pure but for the template beside it."""

import difflib
from pathlib import Path
from typing import NamedTuple

from stelp_ci.init.project import Ci, Layout, Project

SETTINGS = ".stelp.yml"
PRE_COMMIT = ".pre-commit-config.yaml"
WORKFLOW = ".github/workflows/stelp-ci.yml"

_TEMPLATE = Path(__file__).with_name("workflow.yml")
_PLACEHOLDER = "OWNER/stelp-ci@0000000000000000000000000000000000000000 # unreleased"


class Source(NamedTuple):
    """Where stelp-ci is taken from: `OWNER/NAME` on GitHub or a Git address, and a commit."""

    repository: str
    revision: str

    @property
    def address(self) -> str:
        """What git clones."""
        plain = (
            self.repository.count("/") == 1
            and ":" not in self.repository
            and not self.repository.startswith((".", "/"))
        )
        return f"https://github.com/{self.repository}" if plain else self.repository


class Proposal(NamedTuple):
    """One file: its path below the root, and its text."""

    path: str
    text: str


def proposals(project: Project, source: Source) -> tuple[Proposal, ...]:
    """Every file that suits the project; where its CI is not GitHub's, there is no workflow."""
    found = [Proposal(SETTINGS, settings_text(project)), Proposal(PRE_COMMIT, pre_commit_text(source))]
    if project.ci in (Ci.GITHUB, Ci.NONE):
        found.append(Proposal(WORKFLOW, workflow_text(source)))
    return tuple(found)


def settings_text(project: Project) -> str:
    """`.stelp.yml`: nothing but the mode is decided; the rest is shown as comments."""
    lines = [
        "# How stelp-ci judges changes of this project. The base commit's version of this file is the one that counts.",
        f"# Found by `stelp-ci init`: {project.summary}.",
        "version: 1",
        "",
        "# Everything is computed and reported, and nothing turns red. Take this line out once you trust the verdicts.",
        "mode: observe",
        "",
        *_execute(project),
        "# gates:",
        "#   finding_severity: medium   # from which severity on a new finding needs a person",
        "#   untested: needs-human      # changed functions that no test executes, whoever wrote them",
    ]
    return "\n".join(lines) + "\n"


def _execute(project: Project) -> list[str]:
    marks = ", ".join(project.service_marks) or "network, database"
    why = "your pytest settings name them" if project.service_marks else "an example"
    lines = [
        "# Tests run in gVisor, without a network. Those that need a service are told by their marks or their place.",
        "# execute:",
        f"#   skip_marks: [{marks}]   # {why}",
        "#   skip_paths: [tests/integration]",
    ]
    if project.layout is Layout.DJANGO:
        lines += [
            "#   environment:",
            "#     DJANGO_SETTINGS_MODULE: your_project.settings",
            "#   plugins: [pytest_django]",
        ]
    if project.layout is Layout.SEVERAL:
        lines.append("# NOTE: several projects were found; imports are resolved from the top of the repository.")
    return [*lines, ""]


def pre_commit_text(source: Source) -> str:
    """`.pre-commit-config.yaml` with the light hooks on, and the others to be switched on."""
    return f"""\
# https://pre-commit.com: pre-commit install --hook-type pre-commit --hook-type commit-msg --hook-type pre-push
{hooks_text(source, indent="")}"""


def hooks_text(source: Source, *, indent: str = "") -> str:
    """The part for a configuration that exists already."""
    text = f"""\
repos:
  - repo: {source.address}
    rev: {source.revision}
    hooks:
      # A hook stops a commit only for what is certain. With `args: [--strict]` a suspicion stops it, too.
      - id: stelp-scan
      - id: stelp-tests
      - id: stelp-policy
      - id: stelp-commit-msg
      # - id: stelp-bandit    # these install the scanners first
      # - id: stelp-semgrep
      # - id: stelp-types
      # - id: stelp-exec      # the tests of what is pushed, in gVisor (Linux)
"""
    return "".join(f"{indent}{line}\n" for line in text.splitlines())


def workflow_text(source: Source) -> str:
    """The workflow for pull requests from branches of the repository."""
    text = _TEMPLATE.read_text(encoding="utf-8")
    if source.repository.count("/") != 1 or source.repository.startswith((".", "/")):
        return text
    return text.replace(_PLACEHOLDER, f"{source.repository}@{source.revision}")


def as_diff(proposal: Proposal) -> str:
    """The proposal as a diff that adds a file."""
    lines = proposal.text.splitlines(keepends=True)
    return "".join(difflib.unified_diff([], lines, fromfile="/dev/null", tofile=f"b/{proposal.path}"))
