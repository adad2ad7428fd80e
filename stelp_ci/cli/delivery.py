"""Hands a report to where it was asked for, and derives the exit code."""

import os
import shutil
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from stelp_ci.cli import exit_codes
from stelp_ci.cli.message import say, say_error
from stelp_ci.cli.output import write_file, write_stdout
from stelp_ci.cli.targets import Target
from stelp_ci.errors import ReportError

if TYPE_CHECKING:
    from stelp_ci.model.report import Report

MAX_WIDTH = 120
"""Columns. Longer lines of prose are hard to read, however wide the window is."""


def deliver(report: "Report", targets: tuple[Target, ...], *, color: str) -> int:
    """Write every target and give the exit code. A target that cannot be written is said, and is never a pass."""
    broken = False
    for target in targets:
        try:
            _write(report, target, colour=use_colour(color, sys.stdout, os.environ))
        except ReportError as error:
            broken = True
            say_error(str(error), remedy=error.remedy)
    if broken or all(target.path is not None for target in targets):
        _say_verdict(report, targets)
    return exit_code(report, complete=not broken)


def exit_code(report: "Report", *, complete: bool = True) -> int:
    """The verdict's code; 0 where the settings only observe; a report that is not complete cannot pass."""
    from stelp_ci.model.settings import Mode

    code = report.verdict.decision.exit_code
    if not complete:
        return code if code == exit_codes.FAIL else exit_codes.INCONCLUSIVE
    return exit_codes.PASS if report.mode is Mode.OBSERVE else code


def use_colour(choice: str, stream: TextIO, environment: Mapping[str, str]) -> bool:
    """`always` and `never` are obeyed; `auto` means a terminal that wants it (https://no-color.org)."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return bool(environment.get("FORCE_COLOR")) or stream.isatty()


def _write(report: "Report", target: Target, *, colour: bool) -> None:
    from stelp_ci.report.registry import render

    if target.path is None:
        width = max(40, min(MAX_WIDTH, shutil.get_terminal_size((100, 24)).columns))
        write_stdout(render(report, target.format, colour=colour, width=width))
    else:
        write_file(target.path, render(report, target.format, colour=False))


def _say_verdict(report: "Report", targets: tuple[Target, ...]) -> None:
    """Where stdout shows nothing, one line on stderr says how it ended and where to read on."""
    paths = ", ".join(str(target.path) for target in targets if target.path is not None)
    note = " (observed: exit code 0)" if exit_code(report) != report.verdict.decision.exit_code else ""
    say(f"{report.verdict.decision}{note}; report in {paths}" if paths else f"{report.verdict.decision}{note}")
