"""`stelp-ci bench`: measure on this machine, beside what users would compare with."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from stelp_ci.bench.registry import BENCHMARKS
from stelp_ci.cli import exit_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stelp_ci.bench.benchmark import Options, Result, Shard
    from stelp_ci.bench.saved import Saved

EXAMPLES = """\
  stelp-ci bench check                  what a whole run costs, as a ratio
  stelp-ci bench check --runs 9 --format json
  stelp-ci bench fetch --data DIR       the public data that some of them read
  stelp-ci bench mbpp --data DIR --jobs 2 --resume build/mbpp          goes on where it was stopped
  stelp-ci bench mbpp --data DIR --cluster tcp://127.0.0.1:8786        on the workers of a Dask scheduler
  stelp-ci bench mbpp --data DIR --shard 1/4 --resume shard-1          one of four jobs of a matrix,
  stelp-ci bench merge mbpp shard-1 shard-2 shard-3 shard-4 --data DIR      and what they hold together
  stelp-ci bench page mbpp.json check.json --format html > benchmarks.html  one page of what --format json wrote
"""

DEFAULT_RUNS = 5
MOST_SHARDS = 1_000
MERGE, PAGE, FETCH = "merge", "page", "fetch"


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `bench`."""
    parser.description = f"{parser.description}\n\nbenchmarks:\n{_listing()}"
    named = (
        f"one of the benchmarks; {MERGE} NAME DIR ...: run nothing, and put the shards of that one together; "
        f"{PAGE} FILE ...: run nothing, and show saved outcomes; {FETCH}: bring the public data to --data"
    )
    parser.add_argument("benchmark", choices=[*BENCHMARKS, MERGE, PAGE, FETCH], metavar="NAME", help=named)
    parser.add_argument("parts", nargs="*", metavar="DIR", help=SUPPRESS)
    counted = f"counted runs of each thing that is timed (default: {DEFAULT_RUNS})"
    parser.add_argument("--runs", type=int, default=DEFAULT_RUNS, metavar="N", help=counted)
    parser.add_argument("--data", metavar="DIR", help="the folder that holds the public data sets")
    parser.add_argument("--peers", action="store_true", help="measure the peers that are installed, too (make peers)")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N items of a data set")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of what is drawn (default: 0)")
    parser.add_argument(
        "--split", choices=["test", "dev"], default="test", help="the half of the effect-verified set (default: test)"
    )
    parser.add_argument(
        "--format",
        choices=["terminal", "json", "markdown", "html"],
        default="terminal",
        help="how it is written (default: terminal)",
    )
    _add_spreading(parser)


def _listing() -> str:
    width = max(map(len, BENCHMARKS))
    return "\n".join(f"  {name:<{width}}  {entry.summary}" for name, entry in BENCHMARKS.items())


def _add_spreading(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("how it is spread")
    group.add_argument("--jobs", type=int, default=1, metavar="N", help="sandboxes that run at a time (default: 1)")
    kept = "keep what was measured in this folder, and begin where it was stopped"
    group.add_argument("--resume", metavar="DIR", help=kept)
    spread = ", ".join(name for name, entry in BENCHMARKS.items() if entry.cluster)
    parted = ", ".join(name for name, entry in BENCHMARKS.items() if entry.shards)
    cluster = f"the Dask scheduler whose workers run the programs (of {spread})"
    group.add_argument("--cluster", metavar="ADDRESS", default="", help=cluster)
    shard = f"measure one of N parts, and keep it in the folder of --resume (of {parted})"
    group.add_argument("--shard", metavar="I/N", help=shard)


def run(arguments: Namespace) -> int:
    """Measure and print; 0 when the targets are met, 1 when they are not. A shard and a page have no targets."""
    from stelp_ci.cli.output import write_stdout

    if arguments.benchmark == PAGE:
        write_stdout(_page(arguments))
        return exit_codes.PASS
    if arguments.benchmark == FETCH:
        return _fetch(arguments)
    name, folders = _asked(arguments)
    options = _options(arguments)._replace(joined=folders)
    from stelp_ci.execute.workspace import workspace

    with workspace():
        result = _measured(name, options)
    if options.shard is not None:
        write_stdout(f"shard {arguments.shard} is kept in {options.resume}; put all of them together with {MERGE}\n")
        return exit_codes.PASS
    write_stdout(_rendered(name, arguments, result))
    return exit_codes.PASS if result.met else exit_codes.FAIL


def _rendered(name: str, arguments: Namespace, result: "Result") -> str:
    from stelp_ci.bench.saved import as_json, save

    if arguments.format == "terminal":
        return result.text
    saved = save(name, command_of(name, arguments), result)
    return as_json(saved, result) if arguments.format == "json" else _pages(arguments.format)([saved])


def command_of(name: str, arguments: Namespace) -> str:
    """What measures the same again, on whatever machine: without places, and without how it was spread."""
    words = ["stelp-ci", "bench", name, *(["--data", "DIR"] if arguments.data else [])]
    words += ["--peers"] if arguments.peers else []
    given = {"runs": DEFAULT_RUNS, "limit": None, "seed": 0, "split": "test"}
    for option, default in given.items():
        value = getattr(arguments, option)
        words += [f"--{option}", str(value)] if value != default else []
    return " ".join(words)


def _page(arguments: Namespace) -> str:
    from stelp_ci.bench.saved import read_saved
    from stelp_ci.errors import UsageError

    if not arguments.parts or arguments.format not in ("markdown", "html"):
        raise UsageError(f"{PAGE} shows saved outcomes", remedy=f"Write {PAGE} FILE ... --format markdown or html.")
    return _pages(arguments.format)([read_saved(Path(file)) for file in arguments.parts])


def _fetch(arguments: Namespace) -> int:
    """0 when every file is there, 4 when one could not be had."""
    from stelp_ci.bench.fetch import as_text, fetch, read_manifest
    from stelp_ci.cli.output import write_stdout
    from stelp_ci.cli.progress import open_progress
    from stelp_ci.errors import UsageError

    if not arguments.data or arguments.parts:
        raise UsageError(f"{FETCH} needs a folder", remedy=f"Write {FETCH} --data DIR.")
    with open_progress() as progress:
        done = list(fetch(read_manifest(), Path(arguments.data), progress))
    write_stdout(as_text(done))
    return exit_codes.PASS if all(one.is_there for one in done) else exit_codes.INCONCLUSIVE


def _pages(form: str) -> "Callable[[Sequence[Saved]], str]":
    from stelp_ci.bench.page import html, markdown

    return html.render if form == "html" else markdown.render


def _asked(arguments: Namespace) -> tuple[str, tuple[Path, ...]]:
    """The benchmark, and the folders to join. Raises `UsageError`."""
    from stelp_ci.errors import UsageError

    name, parts = arguments.benchmark, arguments.parts
    if name != MERGE and parts:
        raise UsageError(f"{name} takes no folders", remedy=f"Join shards with {MERGE} NAME DIR ...")
    if name == MERGE and (len(parts) < 2 or parts[0] not in BENCHMARKS):
        raise UsageError(f"{MERGE} needs a benchmark and its shards", remedy=f"Write {MERGE} NAME DIR DIR ...")
    merged = parts[0] if name == MERGE else name
    spread = [option for option in ("cluster", "shard") if getattr(arguments, option)]
    entry = BENCHMARKS[merged]
    if (arguments.cluster and not entry.cluster) or ((arguments.shard or name == MERGE) and not entry.shards):
        raise UsageError(f"{merged} runs on one machine", remedy="Run it without --cluster, --shard or merge.")
    if spread and name == MERGE:
        raise UsageError(f"{MERGE} runs nothing", remedy=f"Leave --{spread[0]} out.")
    return merged, tuple(map(Path, parts[1:])) if name == MERGE else ()


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
    if arguments.shard and not arguments.resume:
        raise UsageError("--shard without a folder to keep it in", remedy="Give one with --resume.")
    return Options(
        runs=arguments.runs,
        data=Path(arguments.data) if arguments.data else None,
        peers=arguments.peers,
        limit=arguments.limit,
        seed=arguments.seed,
        jobs=arguments.jobs,
        split=arguments.split,
        resume=Path(arguments.resume).absolute() if arguments.resume else None,
        cluster=arguments.cluster,
        shard=read_shard(arguments.shard) if arguments.shard else None,
    )


def read_shard(text: str) -> "Shard":
    """`2/4`: the second of four parts. Raises `UsageError`."""
    from stelp_ci.bench.benchmark import Shard
    from stelp_ci.errors import UsageError

    number, _, of = text.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of) <= MOST_SHARDS):
        raise UsageError(f"--shard {text}: not one of N parts", remedy="Write I/N, such as 2/4.")
    return Shard(int(number), int(of))
