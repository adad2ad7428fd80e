"""What was measured of the changed functions, as rows that every rendering shares."""

from typing import assert_never

from stelp_ci.model.finding import Location
from stelp_ci.model.measured import Coverage, Differential, Measured, Mutants, Survivor
from stelp_ci.model.report import Report
from stelp_ci.report import facts
from stelp_ci.report.changed_tests import Row
from stelp_ci.report.wording import count

MAX_LINES = 8
"""Line numbers that are named in one sentence."""


def changed_functions(report: Report) -> list[Row]:
    """Differences first, then what no test passes, then faults that nobody notices; then what could not be measured."""
    found: list[Measured] = [
        *facts.evidence_of(report, Differential),
        *facts.evidence_of(report, Coverage),
        *facts.evidence_of(report, Mutants),
    ]
    measured = [_row(item) for item in found if not item.not_assessed]
    unmeasured = [_row(item) for item in found if item.not_assessed]
    return [*sorted(measured, key=lambda row: not row.loud), *unmeasured]


def measured_sentence(item: Measured) -> str:
    """One sentence on one item."""
    if item.not_assessed:
        return f"{item.unit}: {_subject(item)} not assessed: {item.not_assessed}"
    match item:
        case Coverage():
            return f"{item.unit}: {_coverage(item)}"
        case Differential():
            return _differential(item)
        case Mutants():
            return f"{item.unit}: {_mutants(item)}"
        case _:
            assert_never(item)


def _row(item: Measured) -> Row:
    location = Location(path=item.path, line=item.line, end_line=item.line)
    return Row(measured_sentence(item), item.id, location, loud=_is_loud(item))


def _is_loud(item: Measured) -> bool:
    match item:
        case Coverage():
            return bool(item.missed)
        case Differential():
            return item.difference is not None
        case Mutants():
            return bool(item.survivors)
        case _:
            assert_never(item)


def _subject(item: Measured) -> str:
    match item:
        case Coverage():
            return "coverage"
        case Differential():
            return "base against head"
        case Mutants():
            return "small faults"
        case _:
            assert_never(item)


def _coverage(item: Coverage) -> str:
    if not item.statements:
        return "no changed statement can be covered"
    branches = f" and {item.taken} of {count(item.branches, 'branch', 'branches')}" if item.branches else ""
    missed = ", ".join(str(line) for line in item.missed[:MAX_LINES])
    rest = f" and {len(item.missed) - MAX_LINES} more" if len(item.missed) > MAX_LINES else ""
    lines = f"; not executed: {'line' if len(item.missed) == 1 else 'lines'} {missed}{rest}" if missed else ""
    passed = f"{item.covered} of {count(item.statements, 'changed statement')}{branches}"
    return f"{count(item.reached_by, 'test')} execute{'s' if item.reached_by == 1 else ''} {passed}{lines}"


def _differential(item: Differential) -> str:
    tried = f"{count(item.compared, 'input')} compared, {item.recorded} of them started from the tests' own calls"
    if item.difference is None:
        return f"{item.unit}: base and head give the same ({tried})"
    return f"{item.difference.sentence}: intended?"


def _mutants(item: Mutants) -> str:
    uncovered = f"; {item.uncovered} more in lines that no test executes" if item.uncovered else ""
    left = f"; {item.left} not tried" if item.left else ""
    if not item.tried:
        return f"no fault was tried{uncovered}{left}"
    noticed = f"the tests notice {item.noticed} of {count(item.tried, 'small fault')}"
    missed = "; ".join(survivor(one) for one in item.survivors[:3])
    rest = f"; and {len(item.survivors) - 3} more" if len(item.survivors) > 3 else ""
    return f"{noticed}{uncovered}{left}" + (f": {missed}{rest}" if missed else "")


def survivor(one: Survivor) -> str:
    """One fault that nobody notices."""
    return f"no test fails if `{one.before}` becomes `{one.after}` in line {one.line}"
