"""`stelp-ci report`: show an evidence file again, in any format."""

from argparse import ArgumentParser, Namespace

from stelp_ci.cli.options import add_color_option, add_format_options
from stelp_ci.cli.targets import plan_targets, prepare_directories

EXAMPLES = """\
  stelp-ci report stelp-report.json                              read it on the terminal
  stelp-ci report stelp-report.json --format markdown            a summary for a pull request
  stelp-ci report stelp-report.json --format sarif=out.sarif     for a code-scanning service
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `report`."""
    parser.add_argument("file", metavar="FILE", help="the evidence file, stelp-report.json; - is stdin")
    parser.add_argument(
        "--exit-zero", action="store_true", help="exit 0 once the report is written, whatever its verdict"
    )
    add_format_options(parser)
    add_color_option(parser)


def run(arguments: Namespace) -> int:
    """Render the report; the exit code is that of its verdict, as it was when it was made."""
    from stelp_ci.cli.delivery import deliver
    from stelp_ci.cli.evidence import read_report

    targets = plan_targets(arguments.format, arguments.output)
    report = read_report(arguments.file)
    prepare_directories(targets)
    code = deliver(report, targets, color=arguments.color)
    return 0 if arguments.exit_zero and code == report.verdict.decision.exit_code else code
