"""`stelp-ci init`: the first files of a project, shown as a diff before they are written."""

import re
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from stelp_ci.cli import exit_codes
from stelp_ci.errors import UsageError

if TYPE_CHECKING:
    from stelp_ci.init.files import Proposal, Source

EXAMPLES = """\
  stelp-ci init                                        shows what it would write, and asks
  stelp-ci init --yes --source OWNER/stelp-ci --rev COMMIT
"""

NO_SOURCE = "OWNER/stelp-ci"
NO_REVISION = "0" * 40


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `init`."""
    parser.add_argument("--repo", metavar="DIR", default=".", help="the repository (default: the current directory)")
    parser.add_argument(
        "--source", metavar="NAME", default=NO_SOURCE, help="where stelp-ci is: OWNER/NAME, or an address"
    )
    parser.add_argument("--rev", metavar="COMMIT", default=NO_REVISION, help="the commit of it to use")
    parser.add_argument("--yes", action="store_true", help="write without asking; what exists is never written over")


def run(arguments: Namespace) -> int:
    """Find out, show, ask, write."""
    from stelp_ci.cli.output import write_stdout
    from stelp_ci.hook.git import find_repository
    from stelp_ci.init.files import as_diff, proposals
    from stelp_ci.init.project import read_project
    from stelp_ci.report.escape import terminal_text

    root, source = Path(find_repository(arguments.repo).top), _source(arguments)
    project = read_project(root)
    offered = proposals(project, source)
    new = [one for one in offered if not _exists(root / one.path)]
    write_stdout(terminal_text(f"{project.summary}\n\n" + "".join(map(as_diff, new)), keep="\n"))
    write_stdout(_kept(root, offered, source))
    if new and (arguments.yes or _agreed(len(new))):
        _write(root, new)
        write_stdout("".join(f"wrote {one.path}\n" for one in new) + _next(arguments))
    elif new:
        write_stdout("nothing was written; --yes writes without asking\n")
    return exit_codes.PASS


def _source(arguments: Namespace) -> "Source":
    from stelp_ci.init.files import Source

    for option, value in (("--source", arguments.source), ("--rev", arguments.rev)):
        if not re.fullmatch(r"[A-Za-z0-9._~:/@+-]{1,300}", value) or value.startswith("-"):
            raise UsageError(
                f"{option} {value!r} cannot stand in a settings file", remedy="Give a plain name or address."
            )
    return Source(arguments.source, arguments.rev)


def _exists(path: Path) -> bool:
    """Whether something is there, a broken link included."""
    return path.exists() or path.is_symlink()


def _kept(root: Path, offered: "tuple[Proposal, ...]", source: "Source") -> str:
    from stelp_ci.init.files import PRE_COMMIT, hooks_text

    kept = [one.path for one in offered if _exists(root / one.path)]
    said = "".join(f"{path} exists and stays as it is\n" for path in kept)
    if PRE_COMMIT in kept:
        said += f"\nadd to {PRE_COMMIT}:\n{hooks_text(source, indent='  ')}\n"
    return said


def _agreed(count: int) -> bool:
    if not sys.stdin.isatty():
        return False
    sys.stdout.write(f"Write {'this file' if count == 1 else f'these {count} files'}? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _write(root: Path, new: "list[Proposal]") -> None:
    for one in new:
        path = root / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8") as stream:
                stream.write(one.text)
        except OSError as error:
            raise UsageError(f"{one.path} cannot be written: {error.strerror}", remedy="Check the folder.") from error


def _next(arguments: Namespace) -> str:
    missing = arguments.rev == NO_REVISION or arguments.source == NO_SOURCE
    placeholders = "put the owner and the commit of a release where OWNER and 000... stand; then\n" if missing else ""
    return f"\nnext: {placeholders}git add -A && git commit, and open a pull request\n"
