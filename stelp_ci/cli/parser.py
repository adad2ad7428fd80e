"""The parsers: one for `stelp-ci`, one for each command, whose help teaches by example."""

import argparse
import os
import sys

from stelp_ci import __version__
from stelp_ci.cli.command import Command
from stelp_ci.cli.exit_codes import TABLE

DESCRIPTION = """\
Judges a pull request: reads the diff, scans it, runs the tests of what it changed inside gVisor, and gives a verdict.
"""


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal. NOTE: argparse would load shutil for that, with every command, help or not."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def _columns() -> int:
    """COLUMNS, else the terminal's, else 80."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or 80
    except (OSError, ValueError):
        return 80


def top_parser(summaries: dict[str, str]) -> argparse.ArgumentParser:
    """The parser of everything in front of a command: `--help`, `--version`, or a wrong name."""
    width = max(map(len, summaries))
    commands = "\n".join(f"  {name:<{width}}  {summary}" for name, summary in summaries.items())
    parser = argparse.ArgumentParser(
        prog="stelp-ci",
        usage="stelp-ci [--help] [--version] COMMAND ...",
        description=DESCRIPTION,
        epilog=f"commands:\n{commands}\n\n`stelp-ci COMMAND --help` explains one of them.\n\n{TABLE}",
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"stelp-ci {__version__}")
    parser.add_argument("command", metavar="COMMAND", choices=list(summaries), help=argparse.SUPPRESS)
    return parser


def command_parser(name: str, summary: str, command: Command) -> argparse.ArgumentParser:
    """The parser of one command."""
    parser = argparse.ArgumentParser(
        prog=f"stelp-ci {name}",
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"examples:\n{command.EXAMPLES}\n{TABLE}",
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    return parser
