"""`stelp-ci hook`: one check of what is about to be committed or pushed, as pre-commit calls it."""

import os
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module
from typing import TYPE_CHECKING, cast

from stelp_ci.cli import exit_codes
from stelp_ci.hook.registry import HOOKS

if TYPE_CHECKING:
    from stelp_ci.hook.notice import Told
    from stelp_ci.hook.request import Hook

EXAMPLES = """\
  stelp-ci hook scan                     what is staged, with our own analysers
  stelp-ci hook unicode --fix            mend hidden characters in the staged files where that is sure
  stelp-ci hook tests --strict           a suspicion stops the commit, too
  stelp-ci hook types --from-ref origin/main --to-ref HEAD
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `hook`."""
    # NOTE: pre-commit puts the files behind all options, where argparse would not look for them any more.
    vars(parser)["parse_args"] = parser.parse_intermixed_args
    names = "; ".join(f"{name}: {entry.summary}" for name, entry in HOOKS.items())
    parser.add_argument("hook", choices=list(HOOKS), metavar="NAME", help=names)
    parser.add_argument("files", nargs="*", metavar="FILE", help="these files alone (default: all that changed)")
    parser.add_argument("--from-ref", metavar="REF", help="judge commits instead of what is staged: since this one")
    parser.add_argument("--to-ref", metavar="REF", help="up to this one (default for both: what pre-commit says)")
    parser.add_argument("--strict", action="store_true", help="stop for what needs a person or was not judged, too")
    parser.add_argument("--fix", action="store_true", help="mend in the work tree what can be mended without a doubt")


def run(arguments: Namespace) -> int:
    """Look, say what there is to say, and stop the commit only for what is certain."""
    told = _look(arguments, _commits(arguments))
    code = _exit_code(told, strict=arguments.strict)
    if any(told):
        _say(told, arguments.hook, code)
    return code


def _commits(arguments: Namespace) -> tuple[str | None, str | None]:
    """The range to judge; none for what is staged."""
    base = arguments.from_ref or os.environ.get("PRE_COMMIT_FROM_REF")
    head = arguments.to_ref or os.environ.get("PRE_COMMIT_TO_REF")
    if bool(base) != bool(head):
        from stelp_ci.errors import UsageError

        raise UsageError("--from-ref and --to-ref belong together", remedy="Give both, or neither.")
    return base, head


def _look(arguments: Namespace, commits: tuple[str | None, str | None]) -> "Told":
    """Ask the hook. Its questions are put to git before it is loaded: both take their time, and they can share it."""
    from stelp_ci.hook.git import find_repository

    entry = HOOKS[arguments.hook]
    repository = find_repository()
    if not any(commits):
        repository = repository.asking(entry.ahead)
    try:
        from stelp_ci.hook.request import Request

        files = frozenset(_below(repository.top, name) for name in arguments.files)
        request = Request(repository, files, tuple(arguments.files), *commits, arguments.fix)
        return cast("Hook", import_module(entry.module)).look(request)
    finally:
        repository.close()


def _say(told: "Told", hook: str, code: int) -> None:
    from stelp_ci.hook.wording import lines_of

    lines = lines_of(told, hook)
    if told.notices:
        lines.append(_summary(told, hook, code))
    sys.stdout.write("\n".join(lines) + "\n")


def _exit_code(told: "Told", *, strict: bool) -> int:
    if any(notice.fails for notice in told.notices):
        return exit_codes.FAIL
    if strict and told.notices:
        return exit_codes.NEEDS_HUMAN
    return exit_codes.INCONCLUSIVE if strict and told.unjudged else exit_codes.PASS


def _summary(told: "Told", hook: str, code: int) -> str:
    count = len(told.notices)
    things = f"{count} thing{'s' if count > 1 else ''} to look at"
    stopped = "stopped" if code else "not stopped: a person decides, and --strict would stop"
    return f"stelp-{hook}: {things} ({stopped})"


def _below(top: str, name: str) -> str:
    """The path as git names it. NOTE: only the folder is resolved, because a link is a file of its own to git."""
    folder, last = os.path.split(os.path.abspath(name))  # noqa: PTH100 - pathlib is slow to import
    return os.path.relpath(os.path.join(os.path.realpath(folder), last), os.path.realpath(top)).replace(os.sep, "/")  # noqa: PTH118
