"""`stelp-ci replay`: run one item of a report again."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from stelp_ci.cli.options import add_color_option, add_format_options
from stelp_ci.cli.targets import plan_targets, prepare_directories
from stelp_ci.errors import UsageError

if TYPE_CHECKING:
    from stelp_ci.model.report import Report

EXAMPLES = """\
  stelp-ci replay E-0123456789 --report stelp-report.json     run that evidence item again
  stelp-ci replay F-0123456789 --report stelp-report.json     scan again for that finding
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `replay`."""
    parser.add_argument("item", metavar="ID", help="the id of a finding (F-...) or an evidence item (E-...)")
    parser.add_argument("--report", metavar="FILE", required=True, help="the evidence file that has the item")
    add_format_options(parser)
    add_color_option(parser)


def run(arguments: Namespace) -> int:
    """Run the item again and report on it alone; the exit code is that of its new verdict."""
    from stelp_ci.cli.evidence import read_report

    targets = plan_targets(arguments.format, arguments.output)
    report = read_report(arguments.report)
    _refuse_unknown(arguments.item, report, arguments.report)
    prepare_directories(targets)
    from stelp_ci.cache import cache_directory
    from stelp_ci.cli.delivery import deliver
    from stelp_ci.cli.progress import open_progress
    from stelp_ci.execute.workspace import workspace
    from stelp_ci.pipeline import replay

    with workspace(), open_progress() as progress:
        again = replay(report, arguments.item, progress=progress, cache=cache_directory())
    return deliver(again, targets, color=arguments.color)


def _refuse_unknown(item: str, report: "Report", file: str) -> None:
    from stelp_ci.errors import ReportError
    from stelp_ci.report.select import find_item

    try:
        find_item(report, item)
    except ReportError as error:
        raise UsageError(f"{file}: {error}", remedy=error.remedy) from error
