"""`stelp-ci check`: judge a change."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from stelp_ci.cli.options import add_color_option, add_format_options
from stelp_ci.cli.targets import plan_targets, prepare_directories
from stelp_ci.errors import UsageError

if TYPE_CHECKING:
    from stelp_ci.model.origin import Origin
    from stelp_ci.model.report import Invocation

DIFF_LIMIT = 64 * 1024 * 1024
"""Bytes of `--diff`. A change of 3,000 files stays far below it."""

LONGEST_BUDGET = 86_400.0
"""Seconds: a day."""

DEFAULT_BUDGET = 120.0
"""Seconds of `--budget`, as in `model.report`, which is not imported for `--help`."""

EXAMPLES = """\
  stelp-ci check                                     what HEAD adds to the default branch
  stelp-ci check --base v1.2.0 --head v1.3.0         two commits, tags or branches
  stelp-ci check --staged                            what is about to be committed
  git diff main | stelp-ci check --diff -            a plain diff, applied to HEAD
  stelp-ci check --no-exec --format sarif            scanners only; SARIF on stdout
  stelp-ci check --event "$GITHUB_EVENT_PATH"        the pull request, merge group or push of a GitHub job
  stelp-ci check --batch changes.jsonl --jobs 2 --resume judged      a line of JSON for each change, in order
  stelp-ci check --format terminal --format json=stelp-report.json --format markdown=summary.md
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `check`."""
    _add_change(parser)
    _add_judgement(parser)
    _add_batch(parser)
    add_format_options(parser)
    add_color_option(parser)


def _add_change(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("the change")
    group.add_argument("--repo", metavar="DIR", default=".", help="the repository (default: the current directory)")
    group.add_argument(
        "--base",
        metavar="REF",
        help="what the change is compared with (default: the merge base with the default branch)",
    )
    group.add_argument("--head", metavar="REF", help="the commit to judge (default: HEAD)")
    group.add_argument("--staged", action="store_true", help="judge the index against HEAD")
    group.add_argument("--diff", metavar="FILE", help="judge a unified diff, applied to --base or HEAD; - is stdin")
    group.add_argument(
        "--event",
        metavar="FILE",
        help="judge what the event of a GitHub job names; --config is then a path in the base commit",
    )


def _add_judgement(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("how it is judged")
    group.add_argument("--config", metavar="FILE", help="settings to judge by (default: .stelp.yml of the base commit)")
    group.add_argument(
        "--mode",
        choices=["all", "ai-only", "observe"],
        help="which changes are judged (default: what the settings say)",
    )
    group.add_argument("--no-exec", action="store_true", help="run nothing of the change; the verdict says so")
    group.add_argument(
        "--python", metavar="PATH", help="interpreter for the sandbox (default: that of the project's environment)"
    )
    group.add_argument(
        "--deps",
        metavar="DIR|none|auto",
        default="auto",
        help="what the tests can import: a directory of installed packages, nothing, or what the project's files "
        "name (default: auto)",
    )
    group.add_argument(
        "--sandbox",
        choices=["auto", "runsc", "docker"],
        default="auto",
        help="what holds the code: runsc itself, or a Docker Engine with that runtime (default: auto, runsc if it is "
        "installed, else docker)",
    )
    log = "let gVisor log the tests' system calls, and compare them with what Python's trace saw; docs/syscall-log.md"
    group.add_argument("--syscall-log", action="store_true", help=f"{log} (default: what the settings say)")
    group.add_argument(
        "--budget",
        type=float,
        default=DEFAULT_BUDGET,
        metavar="SECONDS",
        help="time in which probes beyond the tests may begin; what was cut is said; 0: the tests alone "
        f"(default: {DEFAULT_BUDGET:.0f})",
    )


def _add_batch(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("many changes")
    lines = (
        "judge every change of a JSON Lines file (id, repo, base, head or diff, config); - reads stdin; docs/batch.md"
    )
    group.add_argument("--batch", metavar="FILE", help=lines)
    group.add_argument("--jobs", type=int, default=1, metavar="N", help="changes judged at a time (default: 1)")
    cluster = "judge them on the workers of a Dask scheduler, such as tcp://127.0.0.1:8786; they see the same paths"
    group.add_argument("--cluster", metavar="ADDRESS", default="", help=cluster)
    kept = "keep results and reports in this folder by their content, and judge only what is not there"
    group.add_argument("--resume", metavar="DIR", help=kept)
    shard = "judge one of N parts of the batch, decided by content; the outputs of all of them are the whole"
    group.add_argument("--shard", metavar="I/N", help=shard)


def run(arguments: Namespace) -> int:
    """Judge, write what was asked for, and give the verdict's exit code."""
    _refuse_batch_contradictions(arguments)
    if arguments.batch is not None:
        from stelp_ci.cli.check_batch import run_batch

        return run_batch(arguments, read_invocation(arguments))
    targets = plan_targets(arguments.format, arguments.output)
    invocation = read_invocation(arguments)
    prepare_directories(targets)
    from stelp_ci.cache import cache_directory
    from stelp_ci.cli.delivery import deliver
    from stelp_ci.cli.progress import open_progress
    from stelp_ci.execute.workspace import workspace
    from stelp_ci.pipeline import check

    with workspace(), open_progress() as progress:
        report = check(invocation, progress=progress, cache=cache_directory())
    return deliver(report, targets, color=arguments.color)


def read_invocation(arguments: Namespace) -> "Invocation":
    """What the options ask for, with paths made absolute and the diff read. Raises `UsageError`."""
    from stelp_ci.model.report import InputKind, Invocation
    from stelp_ci.model.settings import Mode

    _refuse_contradictions(arguments)
    origin = _origin(arguments.event) if arguments.event else None
    kind = InputKind.STAGED if arguments.staged else InputKind.DIFF if arguments.diff else InputKind.COMMITS
    return Invocation(
        input=kind,
        repo=_directory(arguments.repo, "--repo"),
        base=origin.base if origin else arguments.base,
        head=origin.head if origin else arguments.head,
        diff=_read_diff(arguments.diff) if arguments.diff else None,
        config=_config(arguments.config, in_base=origin is not None) if arguments.config else None,
        execute=not arguments.no_exec,
        python=_interpreter(arguments.python) if arguments.python else None,
        deps=arguments.deps if arguments.deps in {"auto", "none"} else _directory(arguments.deps, "--deps"),
        sandbox=arguments.sandbox,
        syscall_log=arguments.syscall_log,
        budget_s=_budget(arguments.budget),
        origin=origin,
        mode=Mode(arguments.mode) if arguments.mode else None,
    )


def _origin(file: str) -> "Origin":
    import os

    from stelp_ci.intake import read_origin

    return read_origin(file, os.environ)


def _config(given: str, *, in_base: bool) -> str:
    """NOTE: in a job the work tree is the head's, and the head does not judge itself."""
    return given if in_base else _file(given, "--config")


def _refuse_batch_contradictions(arguments: Namespace) -> None:
    spread = arguments.jobs != 1 or arguments.cluster or arguments.resume or arguments.shard
    if arguments.batch is None and spread:
        raise UsageError("--jobs, --cluster, --resume and --shard are for a batch", remedy="Give one with --batch.")
    if arguments.jobs < 1:
        raise UsageError("--jobs must be at least 1", remedy="Give a positive number.")
    single = (arguments.base, arguments.head, arguments.diff, arguments.event, arguments.staged or None)
    if arguments.batch is not None and any(option is not None for option in single):
        raise UsageError(
            "the lines of a batch name the changes", remedy="Leave out --base, --head, --diff and --event."
        )
    if arguments.batch is not None and arguments.format:
        raise UsageError("a batch is written as JSON Lines", remedy="Leave out --format; --resume keeps the reports.")


def _refuse_contradictions(arguments: Namespace) -> None:
    if arguments.event and (arguments.staged or arguments.diff or arguments.base or arguments.head):
        raise UsageError("--event names the commits itself", remedy="Leave out --base, --head, --staged and --diff.")
    if arguments.staged and (arguments.diff or arguments.base or arguments.head):
        raise UsageError("--staged judges the index against HEAD", remedy="Leave out --base, --head and --diff.")
    if arguments.diff and arguments.head:
        raise UsageError("--diff makes the head itself", remedy="Leave out --head; --base says what it applies to.")
    for option, ref in (("--base", arguments.base), ("--head", arguments.head)):
        if ref is not None and (not ref or ref.startswith("-") or "\0" in ref):
            raise UsageError(f"{option} {ref!r} is not a name of a commit", remedy="Give a commit, tag or branch.")


def _budget(given: float) -> float:
    if not 0 <= given <= LONGEST_BUDGET:
        raise UsageError(f"--budget {given}: not from 0 to {LONGEST_BUDGET:.0f}", remedy="Give a number of seconds.")
    return given


def _directory(given: str, option: str) -> str:
    path = Path(given)
    if "\0" in given or not path.is_dir():
        raise UsageError(f"{option} {given}: no such directory", remedy="Check the path.")
    return str(path.resolve())


def _file(given: str, option: str) -> str:
    path = Path(given)
    if "\0" in given or not path.is_file():
        raise UsageError(f"{option} {given}: no such file", remedy="Check the path.")
    return str(path.resolve())


def _interpreter(given: str) -> str:
    import shutil

    found = None if "\0" in given else shutil.which(given)
    if not found:
        raise UsageError(f"--python {given}: no such program", remedy="Give the path of a Python interpreter.")
    return str(Path(found).absolute())


def _read_diff(given: str) -> str:
    """The diff's text. Bytes that are not UTF-8 are kept as lone surrogates, as git's own names are."""
    try:
        if given == "-":
            content = sys.stdin.buffer.read(DIFF_LIMIT + 1)
        else:
            with Path(given).open("rb") as file:
                content = file.read(DIFF_LIMIT + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"--diff {given}: {error}", remedy="Give a readable file, or - for stdin.") from error
    if len(content) > DIFF_LIMIT:
        raise UsageError(f"--diff {given}: more than {DIFF_LIMIT} bytes", remedy="Judge commits instead of a diff.")
    return content.decode("utf-8", "surrogateescape")
