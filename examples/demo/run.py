"""Build the demo pull request as a git repository, run `stelp-ci check` on it, and see that the verdict is the expected one.

Exit code 0 when it was `fail`, for the boundary bug that a test catches, with the shell injection named beside it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from stelp_ci.model.report import Report
from stelp_ci.model.verdict import Decision

HERE = Path(__file__).parent
EXPECTED = (
    (Decision.FAIL, "tests/test_pricing.py", "test_free_sending_begins_at_fifty"),
    (Decision.NEEDS_HUMAN, "parcel/labels.py", "shell"),
)
MESSAGE = """Accept decimal commas, choose a printer, free sending from 50.00

Weights are rounded instead of cut, so that 2.01 kg is 2010 g.
"""


def main() -> int:
    """Run the demo; the exit code of the process."""
    with tempfile.TemporaryDirectory(prefix="stelp-demo-") as folder:
        repository, report = Path(folder, "parcel"), Path(folder, "stelp-report.json")
        build(repository)
        command = [sys.executable, "-m", "stelp_ci", "check", "--repo", str(repository), "--base", "main"]
        command += ["--head", "change", "--format", "terminal", "--format", f"json={report}"]
        code = subprocess.run(command, check=False).returncode
        if not report.is_file():
            print("demo: no report was written", file=sys.stderr)
            return 1
        return compare(msgspec.json.decode(report.read_bytes(), type=Report), code)


def build(repository: Path) -> None:
    """A repository with the base on `main` and the pull request, one commit, on `change`."""
    for branch, side, message in (("main", "base", "Version 1.4.0"), ("change", "head", MESSAGE)):
        shutil.copytree(HERE / side, repository, dirs_exist_ok=True)
        if branch == "main":
            git(repository, "init", "--quiet", "--initial-branch", branch)
        else:
            git(repository, "checkout", "--quiet", "-b", branch)
        git(repository, "add", "--all")
        git(repository, "commit", "--quiet", "--message", message)


def git(repository: Path, *arguments: str) -> None:
    """Run git with an identity of its own, untouched by the user's configuration."""
    name = {"NAME": "demo[bot]", "EMAIL": "demo@example.invalid"}
    identity = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in name.items()}
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", str(repository), *arguments], check=True, env=environment)


def compare(report: Report, code: int) -> int:
    """0 when the verdict and its reasons are the expected ones; what is missing is printed."""
    missing = [expected for expected in EXPECTED if not any(matches(expected, reason) for reason in report.verdict.reasons)]
    for decision, path, words in missing:
        print(f"demo: expected {decision} at {path} about {words!r}", file=sys.stderr)
    if missing or code != Decision.FAIL.exit_code:
        print(f"demo: unexpected verdict {report.verdict.decision}, exit code {code}", file=sys.stderr)
        return 1
    print("demo: the verdict is `fail`, as expected")
    return 0


def matches(expected, reason) -> bool:
    """Whether a reason has the expected decision, file and words, and a line."""
    decision, path, words = expected
    place = reason.location
    return reason.decision is decision and place is not None and place.path == path and words in reason.message


if __name__ == "__main__":
    sys.exit(main())
