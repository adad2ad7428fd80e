"""Rules against their own cases: `semgrep --test` once for a whole directory, and a count of the cases of our own.

semgrep exits with 0 for a rule that has no case at all, hence the count.
https://semgrep.dev/docs/writing-rules/testing-rules
"""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec

from stelp_ci.errors import ScanError
from stelp_ci.scan.process import run_tool
from stelp_ci.scan.rule_case import Case, read_case
from stelp_ci.scan.tools import module_command

WANTED = 2
"""Hits, and near misses, that the case of each rule has to show."""

TIMEOUT_S = 900.0


class RuleResult(NamedTuple):
    """One rule: how many lines of each kind its case marks, and what is wrong. No problems means that it passed."""

    rule: str
    positives: int
    negatives: int
    problems: tuple[str, ...]


class _Lines(msgspec.Struct, frozen=True):
    expected_lines: tuple[int, ...]
    reported_lines: tuple[int, ...]


class _Check(msgspec.Struct, frozen=True):
    passed: bool
    matches: dict[str, _Lines]
    errors: tuple[msgspec.Raw, ...] = ()


class _Checks(msgspec.Struct, frozen=True):
    checks: dict[str, _Check]


class _Output(msgspec.Struct, frozen=True):
    results: dict[str, _Checks]
    config_with_errors: tuple[msgspec.Raw, ...] = ()


def check_rules(
    directory: Path,
    *,
    command: Callable[[], tuple[str, ...]] = lambda: module_command("semgrep", "semgrep.console_scripts.entrypoint"),
) -> tuple[RuleResult, ...]:
    """Every `<id>.yaml` of `directory`. Raises `ScanError` when there is none, or when semgrep fails as a whole."""
    rules = sorted(directory.resolve().glob("*.yaml"))
    if not rules:
        raise ScanError(f"{directory} holds no rules", remedy="Name a directory with <id>.yaml files.")
    output = _run(directory.resolve(), command)
    checks = {name: check for file in output.results.values() for name, check in file.checks.items()}
    return tuple(_tested(path, checks.get(path.stem)) for path in rules)


def _run(directory: Path, command: Callable[[], tuple[str, ...]]) -> _Output:
    options = ("scan", "--experimental", "--test", "--json", "--metrics=off", "--disable-version-check")
    with TemporaryDirectory(prefix="stelp-rules-") as home:
        run = run_tool((*command(), *options, str(directory)), home=Path(home), timeout_s=TIMEOUT_S)
    try:
        output = msgspec.json.decode(run.stdout, type=_Output)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        said = f"semgrep --test ended with {run.exit_code}: {run.complaint()}"
        raise ScanError(said, remedy="run `stelp-ci doctor`") from error
    if output.config_with_errors:
        broken = ", ".join(bytes(item).decode("utf-8", "replace") for item in output.config_with_errors)
        raise ScanError(f"semgrep cannot read {broken}", remedy="mend the rule")
    return output


def _tested(path: Path, check: _Check | None) -> RuleResult:
    case = read_case(path.with_suffix(".py"), path.stem)
    if case is None:
        return RuleResult(path.stem, 0, 0, ("there is no case beside it",))
    problems = (*_too_few(case), *_disagreements(case, check))
    return RuleResult(path.stem, len(case.positives), len(case.negatives), problems)


def _too_few(case: Case) -> list[str]:
    counted = (("# ruleid:", case.positives), ("# ok:", case.negatives))
    return [f"{len(lines)} of {WANTED} lines under {mark}" for mark, lines in counted if len(lines) < WANTED]


def _disagreements(case: Case, check: _Check | None) -> list[str]:
    """Lines on which semgrep and the case differ; a rule that semgrep did not run has shown nothing."""
    if check is None:
        return ["semgrep did not test it"]
    reported = {line for lines in check.matches.values() for line in lines.reported_lines}
    wanted = set(case.positives)
    missed = [f"line {line} is missed" for line in sorted(wanted - reported)]
    alarms = [f"line {line} is a false alarm" for line in sorted(reported - wanted)]
    unsaid = [] if check.passed or missed or alarms else ["semgrep says that it failed"]
    broken = [f"semgrep: {bytes(error).decode('utf-8', 'replace')}" for error in check.errors]
    return [*missed, *alarms, *unsaid, *broken]
