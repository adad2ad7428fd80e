"""Reads an evidence file that a command was given."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from stelp_ci.errors import UsageError

if TYPE_CHECKING:
    from stelp_ci.model.report import Report


def read_report(given: str) -> "Report":
    """The report in a file (`-`: stdin). Raises `UsageError` if there is none, `ReportError` if it is not a report."""
    from stelp_ci.report.evidence_file import MAX_BYTES, load

    try:
        if given == "-":
            return load(sys.stdin.buffer.read(MAX_BYTES + 1))
        with Path(given).open("rb") as file:
            return load(file.read(MAX_BYTES + 1))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{given}: {error}", remedy="Give the file that `stelp-ci check --format json=FILE` wrote."
        ) from error
