"""The GitHub job that a command runs in: its event and repository, its summary and its outputs.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from stelp_ci.errors import ReportError, UsageError

API_URL = "https://api.github.com"
SUMMARY_LIMIT = 1024 * 1024
"""Bytes of a step's summary; more than that GitHub does not show at all."""


class Job(NamedTuple):
    """What the environment says. `token` is empty where the job has none."""

    event: str
    event_file: str
    repository: str
    api_url: str
    token: str
    run_url: str
    workflow_ref: str
    summary_file: str
    output_file: str

    @property
    def workflow_is_the_heads(self) -> bool:
        """On `pull_request` the workflow itself comes from the change, unless a ruleset brings it from elsewhere."""
        return "@refs/pull/" in self.workflow_ref or not self.workflow_ref


def read_job(environment: Mapping[str, str]) -> Job:
    """The job as its environment tells it; empty texts outside of one."""
    server, repository = environment.get("GITHUB_SERVER_URL", ""), environment.get("GITHUB_REPOSITORY", "")
    run = environment.get("GITHUB_RUN_ID", "")
    return Job(
        event=environment.get("GITHUB_EVENT_NAME", ""),
        event_file=environment.get("GITHUB_EVENT_PATH", ""),
        repository=repository,
        api_url=environment.get("GITHUB_API_URL", "") or API_URL,
        token=environment.get("GITHUB_TOKEN", ""),
        run_url=f"{server}/{repository}/actions/runs/{run}" if server and repository and run.isdigit() else "",
        workflow_ref=environment.get("GITHUB_WORKFLOW_REF", ""),
        summary_file=environment.get("GITHUB_STEP_SUMMARY", ""),
        output_file=environment.get("GITHUB_OUTPUT", ""),
    )


def write_summary(job: Job, text: str) -> None:
    """Add to the summary of this step, as far as there is room. Raises `ReportError`."""
    content = text.encode("utf-8", "backslashreplace")
    with _appending(job.summary_file, "GITHUB_STEP_SUMMARY") as file:
        if os.fstat(file.fileno()).st_size + len(content) <= SUMMARY_LIMIT:
            file.write(content)


def write_outputs(job: Job, outputs: Mapping[str, str]) -> None:
    """Set the outputs of this step. Each value stands between delimiters nobody can guess. Raises `ReportError`."""
    import secrets

    with _appending(job.output_file, "GITHUB_OUTPUT") as file:
        for name, value in outputs.items():
            delimiter = f"stelp-{secrets.token_hex(16)}"
            shown = value.encode("utf-8", "backslashreplace").replace(b"\r", b" ").replace(b"\n", b" ")
            file.write(f"{name}<<{delimiter}\n".encode() + shown + f"\n{delimiter}\n".encode())


def _appending(name: str, variable: str) -> BinaryIO:
    if not name:
        raise UsageError(f"--job needs {variable}, which is not set", remedy="run it in a workflow")
    try:
        return Path(name).open("ab")
    except OSError as error:
        raise ReportError(f"{variable}: {error}", remedy="look at the runner's temporary folder") from error
