"""`stelp-ci rules`: which rules and codes there are, what each means, how to mend it, and whether they hold."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from stelp_ci.cli import exit_codes

if TYPE_CHECKING:
    from stelp_ci.scan.rule_check import RuleResult

EXAMPLES = """\
  stelp-ci rules list                      every semgrep rule of ours, by weakness
  stelp-ci rules list --format json
  stelp-ci rules explain shell-injection   why, what to do instead, and an example of both
  stelp-ci rules explain STELP-P007        the same for a code of the transpiler
  stelp-ci rules test                      each rule against its own case
  stelp-ci rules test my-rules
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `rules`."""
    what = "list: the rules; explain: one rule or code; test: rules against their cases"
    parser.add_argument("action", choices=["list", "explain", "test"], metavar="ACTION", help=what)
    parser.add_argument("name", nargs="?", metavar="NAME", help="explain: ID or CODE; test: DIR (default: our rules)")
    parser.add_argument(
        "--format",
        choices=["terminal", "json", "markdown"],
        default="terminal",
        help="how `list` is written (default: terminal)",
    )


def run(arguments: Namespace) -> int:
    """Print; 0 when there is nothing wrong, 1 when a rule does not hold against its case."""
    from stelp_ci.errors import UsageError

    match arguments.action, arguments.name:
        case "list", None:
            return _list(arguments.format)
        case "explain", str(name):
            return _explain(name)
        case "test", name:
            return _test(name)
        case "list", _:
            raise UsageError("`rules list` takes no name", remedy="`stelp-ci rules explain NAME` explains one rule.")
        case _:
            raise UsageError("`rules explain` needs a rule or a code", remedy="`stelp-ci rules list` shows the rules.")


def _list(form: str) -> int:
    from stelp_ci.cli.output import write_stdout
    from stelp_ci.cli.rule_pages import RENDERINGS
    from stelp_ci.scan.rule_catalogue import read_catalogue
    from stelp_ci.scan.rules import rules_directory

    write_stdout(RENDERINGS[form](read_catalogue(rules_directory())))
    return exit_codes.PASS


def _explain(name: str) -> int:
    from stelp_ci.cli.output import write_stdout
    from stelp_ci.cli.rule_explanation import explanation

    write_stdout(explanation(name))
    return exit_codes.PASS


def _test(directory: str | None) -> int:
    from stelp_ci.cli.output import write_stdout
    from stelp_ci.cli.progress import open_progress
    from stelp_ci.scan.rule_check import check_rules
    from stelp_ci.scan.rules import rules_directory

    with open_progress() as progress:
        progress.begin("rules", "semgrep --test")
        tested = check_rules(rules_directory() if directory is None else Path(directory))
        progress.end("rules")
    write_stdout(as_lines(tested))
    return exit_codes.FAIL if any(rule.problems for rule in tested) else exit_codes.PASS


def as_lines(tested: "tuple[RuleResult, ...]") -> str:
    """What is wrong, rule by rule, and a last line with the counts."""
    from stelp_ci.report.escape import terminal_text

    wrong = [f"{rule.rule}: {problem}" for rule in tested for problem in rule.problems]
    failed = sum(bool(rule.problems) for rule in tested)
    counts = f"{sum(rule.positives for rule in tested)} lines to hit, {sum(rule.negatives for rule in tested)} to leave"
    verdict = f"{failed} of {len(tested)} rules failed" if failed else f"{len(tested)} rules passed"
    return "".join(f"{terminal_text(line)}\n" for line in [*wrong, f"{verdict}: {counts}"])
