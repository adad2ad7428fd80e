"""`stelp-ci learn`: run the whole suite of a commit once, so that later changes on top of it select tests by it."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from stelp_ci.cli import exit_codes
from stelp_ci.errors import UsageError

EXAMPLES = """\
  stelp-ci learn                     of HEAD; on the default branch, with a cache that later runs find
  stelp-ci learn --commit v1.4.0     of another commit
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `learn`."""
    parser.add_argument("--repo", metavar="DIR", default=".", help="the repository (default: the current directory)")
    parser.add_argument("--commit", metavar="REF", default="HEAD", help="whose suite is run (default: HEAD)")
    parser.add_argument(
        "--python", metavar="PATH", help="interpreter for the sandbox (default: as `stelp-ci check` chooses)"
    )
    parser.add_argument(
        "--deps",
        metavar="DIR|none|auto",
        default="auto",
        help="what the tests can import, as for check (default: auto)",
    )
    parser.add_argument(
        "--sandbox", choices=["auto", "runsc", "docker"], default="auto", help="as for check (default: auto)"
    )


def run(arguments: Namespace) -> int:
    """Learn, and say what; 0 when it is kept."""
    from stelp_ci.cache import cache_directory
    from stelp_ci.cli.output import write_stdout
    from stelp_ci.cli.progress import open_progress
    from stelp_ci.execute.workspace import workspace
    from stelp_ci.learning import learn
    from stelp_ci.model.report import InputKind, Invocation

    if not Path(arguments.repo).is_dir():
        raise UsageError(f"--repo {arguments.repo}: no such directory", remedy="Check the path.")
    if not arguments.commit or arguments.commit.startswith("-"):
        raise UsageError(f"--commit {arguments.commit!r} is not a name of a commit", remedy="Give a commit or branch.")
    asked = Invocation(
        input=InputKind.COMMITS,
        repo=str(Path(arguments.repo).resolve()),
        base=arguments.commit,
        head=arguments.commit,
        python=arguments.python,
        deps=arguments.deps,
        sandbox=arguments.sandbox,
    )
    with workspace(), open_progress() as progress:
        learned = learn(asked, progress=progress, cache=cache_directory())
    write_stdout(f"{learned.files} test files enter {learned.functions} functions; kept in {learned.kept}\n")
    return exit_codes.PASS
