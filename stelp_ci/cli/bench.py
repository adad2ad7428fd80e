"""`stelp-ci bench`: measure on this machine, beside what users would compare with."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from stelp_ci.cli import exit_codes

if TYPE_CHECKING:
    from stelp_ci.bench.check import CheckCost

EXAMPLES = """\
  stelp-ci bench check                  what a whole run costs, as a ratio
  stelp-ci bench check --runs 9 --format json
"""

DEFAULT_RUNS = 5


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `bench`."""
    parser.add_argument("benchmark", choices=["check"], help="check: a change of 5 functions and 40 tests")
    parser.add_argument(
        "--runs", type=int, default=DEFAULT_RUNS, metavar="N", help=f"counted runs of each (default: {DEFAULT_RUNS})"
    )
    parser.add_argument(
        "--format", choices=["terminal", "json"], default="terminal", help="how it is written (default: terminal)"
    )


def run(arguments: Namespace) -> int:
    """Measure and print; 0 when the target is met, 1 when it is not."""
    from stelp_ci.bench.check import TARGET, measure_check
    from stelp_ci.cli.output import write_stdout
    from stelp_ci.cli.progress import open_progress
    from stelp_ci.errors import UsageError

    if arguments.runs < 1:
        raise UsageError("--runs must be at least 1", remedy="Give a positive number.")
    with open_progress() as progress:
        progress.begin("bench", "check: scanners, pytest and stelp-ci in turn")
        cost = measure_check(runs=arguments.runs)
        progress.end("bench")
    write_stdout(as_json(cost) if arguments.format == "json" else as_table(cost))
    return exit_codes.PASS if cost.ratio <= TARGET else exit_codes.FAIL


def as_json(cost: "CheckCost") -> str:
    """`{"machine", "seconds": {name: [...]}, "median": {name: s}, "slowest_scanner", "ratio", "target"}`."""
    import json

    from stelp_ci.bench.check import TARGET
    from stelp_ci.bench.machine import describe_machine

    document = {
        "benchmark": "check",
        "machine": describe_machine(),
        "seconds": {item.name: item.seconds for item in cost.measured},
        "median": {item.name: item.median for item in cost.measured},
        "slowest_scanner": cost.slowest_scanner.name,
        "ratio": cost.ratio,
        "target": TARGET,
    }
    return json.dumps(document, indent=2) + "\n"


def as_table(cost: "CheckCost") -> str:
    """Each command with its median and spread, then the ratio and what it is made of."""
    from stelp_ci.bench.check import TARGET
    from stelp_ci.bench.machine import describe_machine

    runs = len(cost.ours.seconds)
    rows = [
        f"{item.name:<16} {item.median:6.2f}  ({min(item.seconds):.2f} to {max(item.seconds):.2f})"
        for item in cost.measured
    ]
    scanner = f"{cost.slowest_scanner.name} {cost.slowest_scanner.median:.2f}"
    ratio = f"ratio {cost.ratio:.2f} (at most {TARGET}) = {cost.ours.median:.2f} / ({scanner} + pytest "
    head = (describe_machine(), f"wall seconds: median (min to max) of {runs} interleaved runs, after one warm-up")
    return "\n".join([*head, "", *rows, "", f"{ratio}{cost.plain_pytest.median:.2f})"]) + "\n"
