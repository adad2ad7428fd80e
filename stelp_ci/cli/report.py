"""`stelp-ci report`: show an evidence file again, in any format; post it on GitHub; end as a gate."""

import os
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from stelp_ci.cli import exit_codes
from stelp_ci.cli.options import add_color_option, add_format_options
from stelp_ci.cli.post import add_post_options, report_of, say_on_github
from stelp_ci.cli.targets import Target, plan_targets, prepare_directories
from stelp_ci.report.registry import Format

if TYPE_CHECKING:
    from stelp_ci.cli.job import Job
    from stelp_ci.model.report import Report

EXAMPLES = """\
  stelp-ci report stelp-report.json                              read it on the terminal
  stelp-ci report stelp-report.json --format markdown            a summary for a pull request
  stelp-ci report stelp-report.json --format sarif=out.sarif     for a code-scanning service
  stelp-ci report stelp-report.json --post --job --gate fail     in a job: comment, set outputs, end as a gate
  stelp-ci report --from-artifact downloaded/ --post             in a workflow_run job: what a fork's run claims
"""

_PASSED_BY = {
    "none": frozenset({exit_codes.FAIL, exit_codes.NEEDS_HUMAN, exit_codes.INCONCLUSIVE}),
    "fail": frozenset({exit_codes.NEEDS_HUMAN}),
    "needs-human": frozenset[int](),
}
"""For each gate the exit codes of verdicts that do not stop the job."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `report`."""
    parser.add_argument("file", metavar="FILE", nargs="?", help="the evidence file, stelp-report.json; - is stdin")
    parser.add_argument(
        "--from-artifact",
        metavar="PATH",
        help="instead of FILE: a folder or zip file from another run, which is not trusted",
    )
    parser.add_argument(
        "--exit-zero", action="store_true", help="exit 0 once the report is written, whatever its verdict"
    )
    parser.add_argument(
        "--gate",
        choices=["fail", "needs-human", "none"],
        help="which verdicts end with a code other than 0: fail and inconclusive; needs-human too; none of them",
    )
    parser.add_argument("--job", action="store_true", help="write the summary and the outputs of this GitHub job")
    add_post_options(parser)
    add_format_options(parser)
    add_color_option(parser)


def run(arguments: Namespace) -> int:
    """Render and post the report; the exit code is that of its verdict as it was made, or as people answered for it."""
    from stelp_ci.cli.delivery import deliver
    from stelp_ci.cli.job import read_job

    targets = plan_targets(arguments.format, arguments.output)
    report, inline = report_of(arguments), False
    prepare_directories(targets)
    if arguments.post:
        report, inline = say_on_github(report, arguments, read_job(os.environ))
    code = deliver(report, targets, color=arguments.color)
    if arguments.job:
        _fill_job(report, targets, read_job(os.environ), arguments.file or "", inline=inline)
    return _gated(report, code, arguments)


def _gated(report: "Report", code: int, arguments: Namespace) -> int:
    """NOTE: a report that could not be written is no verdict, and passes no gate."""
    if code != report.verdict.decision.exit_code:
        return code
    let_through = _PASSED_BY[arguments.gate] if arguments.gate else frozenset[int]()
    return exit_codes.PASS if arguments.exit_zero or code in let_through else code


def _fill_job(report: "Report", targets: tuple[Target, ...], job: "Job", file: str, *, inline: bool) -> None:
    from stelp_ci.cli.job import write_outputs, write_summary
    from stelp_ci.cli.output import write_stdout
    from stelp_ci.report.comment import render_comment
    from stelp_ci.report.registry import render

    if not inline:  # what stands beside the lines already is not said there twice
        write_stdout(render(report, Format.ANNOTATIONS))
    write_summary(job, render_comment(report, claimed=job.workflow_is_the_heads, link=job.run_url))
    write_outputs(job, _outputs(report, targets, file))


def _outputs(report: "Report", targets: tuple[Target, ...], file: str) -> dict[str, str]:
    from stelp_ci.report.facts import own_findings

    paths = {target.format: str(target.path.resolve()) for target in targets if target.path is not None}
    return {
        "verdict": report.verdict.decision.value,
        "report": file,
        "sarif": paths.get(Format.SARIF, ""),
        "summary": paths.get(Format.MARKDOWN, ""),
        "html": paths.get(Format.HTML, ""),
        "findings": str(len(own_findings(report))),
        "ai-author": report.change.author.agent or "",
    }
