"""`stelp-ci exec`: check, rewrite and run programs in gVisor, one or a batch of them."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from stelp_ci.errors import UsageError

if TYPE_CHECKING:
    from stelp_ci.exec.setup import Setup
    from stelp_ci.model.execution import Limits

EXAMPLES = """\
  stelp-ci exec program.py                                     run one program under the strict profile
  stelp-ci exec program.py --entry area --args '[3, 4]'        and call one of its functions
  stelp-ci exec --batch programs.jsonl --jobs 2                a line of JSON for each program, in order
  stelp-ci exec --batch programs.jsonl --cluster tcp://127.0.0.1:8786 --resume results
  stelp-ci exec draft.py --repair-command ./mend --max-attempts 4
"""
REMEDY = "See `stelp-ci exec --help`."
SIZES = (("wall-s", "wall_s", float), ("cpu-s", "cpu_s", int), ("memory-mib", "memory_mib", int))
MORE_SIZES = (("processes", "processes", int), ("output-kib", "output_kib", int))


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `exec`."""
    parser.add_argument("file", metavar="FILE", nargs="?", help="the program; - reads it from stdin")
    parser.add_argument("--batch", metavar="FILE", help="run the programs of a JSON Lines file; - reads stdin")
    _add_policy(parser)
    _add_limits(parser)
    _add_batch(parser)
    group = parser.add_argument_group("mending what is refused")
    group.add_argument(
        "--repair-command",
        metavar="CMD",
        help="a command, split like a shell would: feedback as JSON on its stdin, a new source on its stdout",
    )
    group.add_argument("--max-attempts", type=int, default=3, metavar="N", help="sources to try in all (default: 3)")


def _add_policy(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("how a program is run")
    group.add_argument(
        "--profile",
        choices=["strict", "guarded"],
        help="strict: what is not known to be safe is refused; guarded: all of Python, judged by what it reaches for "
        "(default: what the policy says, else strict)",
    )
    group.add_argument(
        "--policy", metavar="FILE", help="a settings file such as .stelp.yml: its sections grammar and tools hold"
    )
    group.add_argument("--entry", metavar="NAME", help="the function to call once the program has run")
    group.add_argument("--args", metavar="JSON", help="its arguments: a list, or an object of keywords")
    group.add_argument("--python", metavar="PATH", help="the interpreter to run on (default: the one of stelp-ci)")
    group.add_argument(
        "--sandbox", choices=["auto", "runsc", "docker"], default="auto", help="what holds the code (default: auto)"
    )


def _add_limits(parser: ArgumentParser) -> None:
    from stelp_ci.exec.bounds import PROGRAM_BOUNDS

    group = parser.add_argument_group("limits of one program")
    for option, field, kind in (*SIZES, *MORE_SIZES):
        default = PROGRAM_BOUNDS[field]
        group.add_argument(
            f"--{option}", dest=field, type=kind, default=default, metavar="N", help=f"default: {default:g}"
        )


def _add_batch(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("what is written, and how a batch is spread")
    group.add_argument(
        "--format",
        choices=["terminal", "json", "agent"],
        help="of one program (default: terminal); a batch is JSON Lines",
    )
    group.add_argument("--output", metavar="PATH", help="where it is written (default: stdout)")
    group.add_argument(
        "--isolation",
        choices=["sandbox", "fork"],
        default="fork",
        help="of a batch: a fresh sandbox for each program, or a process and user of its own in a shared one "
        "(default: fork)",
    )
    group.add_argument("--jobs", type=int, default=1, metavar="N", help="sandboxes at a time (default: 1)")
    cluster = "of a batch: run it on the workers of a Dask scheduler, such as tcp://127.0.0.1:8786"
    group.add_argument("--cluster", metavar="ADDRESS", default="", help=cluster)
    kept = "of a batch: keep results in this folder by their content, and run only what is not there"
    group.add_argument("--resume", metavar="DIR", help=kept)


def run(arguments: Namespace) -> int:
    """Run what was asked for; 0 when all completed, 1 when one did not, 4 when nothing is known about one."""
    _refuse_contradictions(arguments)
    setup = _setup(arguments)
    from stelp_ci.execute.workspace import workspace

    with workspace():
        if arguments.batch is not None:
            from stelp_ci.cli.exec_batch import run_batch

            return run_batch(arguments, setup)
        from stelp_ci.cli.exec_one import run_one

        return run_one(arguments, setup)


def _refuse_contradictions(arguments: Namespace) -> None:
    if (arguments.file is None) == (arguments.batch is None):
        raise UsageError("give one program or --batch, one of them", remedy=REMEDY)
    single = (arguments.entry, arguments.args, arguments.format, arguments.repair_command)
    if arguments.batch is not None and any(option is not None for option in single):
        raise UsageError("--entry, --args, --format and --repair-command are for one program", remedy=REMEDY)
    if arguments.batch is None and (arguments.cluster or arguments.resume):
        raise UsageError("--cluster and --resume are for a batch", remedy=REMEDY)
    if arguments.args is not None and arguments.entry is None:
        raise UsageError("--args without --entry", remedy=REMEDY)
    if arguments.jobs < 1 or arguments.max_attempts < 1:
        raise UsageError("--jobs and --max-attempts are at least 1", remedy=REMEDY)


def _setup(arguments: Namespace) -> "Setup":
    from pathlib import Path

    from stelp_ci.exec.policy_file import Given, read_policy_file
    from stelp_ci.exec.setup import Isolation, RunProfile, Setup

    given = read_policy_file(Path(arguments.policy)) if arguments.policy else Given()
    isolation = Isolation(arguments.isolation)
    profile = RunProfile(arguments.profile or given.profile)
    return Setup(profile, given.policy, _limits(arguments), isolation, arguments.jobs, given.toolbox, given.denied)


def _limits(arguments: Namespace) -> "Limits":
    import msgspec

    from stelp_ci.exec.defaults import PROGRAM_LIMITS
    from stelp_ci.model.execution import Limits

    chosen = {field: getattr(arguments, field) for _, field, _ in (*SIZES, *MORE_SIZES)}
    try:
        return msgspec.convert({**msgspec.structs.asdict(PROGRAM_LIMITS), **chosen}, Limits)
    except msgspec.ValidationError as error:
        raise UsageError(f"limits: {error}", remedy=REMEDY) from error
