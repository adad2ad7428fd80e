"""Judges one change in a process of its own: the invocation comes on stdin, the report goes to stdout.

What a change does to the process that judges it, it does to nothing else; and signals, folders and sandboxes of one
change are those of its process alone.
"""

import os
import subprocess
import sys
import tempfile

import msgspec

from stelp_ci.errors import ConfigError, StelpError
from stelp_ci.model.report import Invocation

REFUSED = 2
"""The exit code of a process whose settings cannot be used; the reason is on its stderr."""
TOLD = 2_000


class NotJudgedError(StelpError):
    """The process that judged a change ended without a report."""

    stage = "batch"


def judge_apart(invocation: Invocation) -> bytes:
    """The report as JSON. Raises `ConfigError` for unusable settings, `NotJudgedError` where the process ended."""
    environment = {**os.environ, "TMPDIR": tempfile.gettempdir()}
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=msgspec.json.encode(invocation),
        capture_output=True,
        check=False,
        env=environment,
    )
    told = done.stderr.decode("utf-8", "replace").strip()[-TOLD:]
    if done.returncode == REFUSED:
        raise ConfigError(told)
    if done.returncode != 0:
        raise NotJudgedError(f"the process that judged it ended with {done.returncode}: {told}", remedy="Run it again.")
    return done.stdout


def main() -> int:
    """Judge what stdin names."""
    from stelp_ci.cache import cache_directory
    from stelp_ci.execute.workspace import workspace
    from stelp_ci.pipeline import check
    from stelp_ci.report.evidence_file import render_json

    invocation = msgspec.json.decode(sys.stdin.buffer.read(), type=Invocation)
    try:
        with workspace():
            report = check(invocation, progress=_Silent(), cache=cache_directory())
    except ConfigError as error:
        sys.stderr.write(f"{error}. {error.remedy}\n")
        return REFUSED
    sys.stdout.buffer.write(render_json(report).encode())
    return 0


class _Silent:
    """Progress that nobody watches."""

    def begin(self, stage: str, detail: str = "") -> None:
        """Nothing."""

    def end(self, stage: str) -> None:
        """Nothing."""


if __name__ == "__main__":
    sys.exit(main())
