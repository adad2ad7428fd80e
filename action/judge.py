"""The step of the Action: `stelp-ci check` without any token, then `stelp-ci report` with it. Standard library only.

The job's exit code is that of the second command, which reads what the first one wrote. Where the first one wrote
nothing, its own code stands, and that is never 0.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

LAUNCHER = str(Path(__file__).with_name("launch.py"))
VERDICTS = frozenset({0, 1, 3, 4})
"""Exit codes with which `check` has written its report."""

SECRET = ("GITHUB_TOKEN", "STELP_TOKEN", "ACTIONS_RUNTIME_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
SECRET_PREFIXES = ("ACTIONS_", "INPUT_")


def main() -> int:
    """Judge and report, or report alone; the exit code of the step."""
    if given("FROM_ARTIFACT"):
        return run([*report_command(), "--from-artifact", given("FROM_ARTIFACT")], token=given("TOKEN"))
    folder = Path(tempfile.mkdtemp(prefix="stelp-ci-", dir=os.environ.get("RUNNER_TEMP") or None))
    report = folder / "stelp-report.json"
    code = run(check_command(report), token="")
    if code not in VERDICTS or not report.is_file():
        say(f"::error title=stelp-ci::no report was written (exit code {code}); see above")
        return code or 4
    sarif = given("SARIF") or str(folder / "stelp-report.sarif")
    files = ["--format", f"sarif={sarif}", "--format", f"markdown={folder / 'stelp-report.md'}"]
    files += ["--format", f"html={folder / 'stelp-report.html'}"]
    return run([*report_command(), str(report), *files], token=given("TOKEN"))


def check_command(report: Path) -> list[str]:
    """`check` on the event of this job."""
    command = ["check", "--repo", given("REPOSITORY") or ".", "--event", os.environ["GITHUB_EVENT_PATH"]]
    for option in ("CONFIG", "MODE", "SANDBOX", "BUDGET", "PYTHON"):
        command += [f"--{option.lower()}={given(option)}"] if given(option) else []
    return [*command, "--color", "never", "--format", "terminal", "--format", f"json={report}"]


def report_command() -> list[str]:
    """`report` as a gate, with comments where there is a token for them."""
    command = ["report", "--job", f"--gate={given('GATE') or 'fail'}"]
    if (given("TOKEN") and given("COMMENT") != "none") or given("CHECK_RUN") == "true":
        command += [
            "--post",
            f"--comment={given('COMMENT') or 'review'}",
            f"--max-inline={given('MAX_INLINE') or '10'}",
        ]
        command += ["--check-run"] if given("CHECK_RUN") == "true" else []
    return command


def given(name: str) -> str:
    """An input of the Action."""
    return os.environ.get(f"STELP_{name}", "")


def run(command: list[str], *, token: str) -> int:
    """Run stelp-ci; the exit code. Only the command that posts is given a token."""
    hidden = {name for name in os.environ if name in SECRET or name.startswith(SECRET_PREFIXES)}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    if token:
        environment["GITHUB_TOKEN"] = token
    if given("API_URL"):
        environment["GITHUB_API_URL"] = given("API_URL")
    interpreter = given("INTERPRETER")
    sys.stdout.flush()
    return subprocess.run([interpreter, "-I", LAUNCHER, *command], env=environment, check=False).returncode


def say(text: str) -> None:
    """One line in the job's log, in order with what the commands write there."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
