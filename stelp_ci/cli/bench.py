"""`stelp-ci bench`: measure on this machine, beside what users would compare with."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from stelp_ci.bench.registry import BENCHMARKS
from stelp_ci.cli import exit_codes

if TYPE_CHECKING:
    from stelp_ci.bench.benchmark import Options, Result

EXAMPLES = """\
  stelp-ci bench check                  what a whole run costs, as a ratio
  stelp-ci bench check --runs 9 --format json
"""

DEFAULT_RUNS = 5


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `bench`."""
    names = "; ".join(f"{name}: {entry.summary}" for name, entry in BENCHMARKS.items())
    parser.add_argument("benchmark", choices=list(BENCHMARKS), metavar="NAME", help=names)
    counted = f"counted runs of each thing that is timed (default: {DEFAULT_RUNS})"
    parser.add_argument("--runs", type=int, default=DEFAULT_RUNS, metavar="N", help=counted)
    parser.add_argument("--data", metavar="DIR", help="the folder that holds the public data sets")
    parser.add_argument("--peers", action="store_true", help="measure the peers that are installed, too (make peers)")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N items of a data set")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of what is drawn (default: 0)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="sandboxes that run at a time (default: 1)")
    kept = "keep what evidence has measured in this folder, and begin where it was stopped"
    parser.add_argument("--resume", metavar="DIR", help=kept)
    parser.add_argument(
        "--format", choices=["terminal", "json"], default="terminal", help="how it is written (default: terminal)"
    )


def run(arguments: Namespace) -> int:
    """Measure and print; 0 when the targets are met, 1 when they are not."""
    from stelp_ci.cli.output import write_stdout

    result = _measured(arguments.benchmark, _options(arguments))
    write_stdout(as_json(result) if arguments.format == "json" else result.text)
    return exit_codes.PASS if result.met else exit_codes.FAIL


def as_json(result: "Result") -> str:
    """The benchmark's document, indented."""
    import json

    return json.dumps(result.document, indent=2) + "\n"


def _measured(name: str, options: "Options") -> "Result":
    from importlib import import_module
    from typing import cast

    from stelp_ci.bench.benchmark import Benchmark
    from stelp_ci.cli.progress import open_progress

    benchmark = cast(Benchmark, import_module(BENCHMARKS[name].module))
    with open_progress() as progress:
        return benchmark.measure(options, progress)


def _options(arguments: Namespace) -> "Options":
    from stelp_ci.bench.benchmark import Options
    from stelp_ci.errors import UsageError

    for name in ("runs", "jobs", "limit"):
        number = getattr(arguments, name)
        if number is not None and number < 1:
            raise UsageError(f"--{name} must be at least 1", remedy="Give a positive number.")
    return Options(
        runs=arguments.runs,
        data=Path(arguments.data) if arguments.data else None,
        peers=arguments.peers,
        limit=arguments.limit,
        seed=arguments.seed,
        jobs=arguments.jobs,
        resume=Path(arguments.resume) if arguments.resume else None,
    )
