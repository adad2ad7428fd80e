"""Changed Python that has no syntax tree, or hides something from its readers, fails: nobody can judge it."""

from collections.abc import Iterator

from stelp_ci.model.case import Case
from stelp_ci.model.finding import Location
from stelp_ci.model.program import Refused
from stelp_ci.model.verdict import Decision, Reason


def judge(case: Case) -> Iterator[Reason]:
    """One reason for each file that does not parse, or that the transpiler refuses."""
    unreadable = {file.head_path for file in case.change.files if file.unreadable}
    for file in case.change.files:
        if file.unreadable and file.head_path:
            line = file.unreadable.line
            yield Reason(
                decision=Decision.FAIL,
                gate="readable",
                message=f"does not parse: {file.unreadable.reason}",
                location=Location(path=file.head_path, line=line, end_line=line),
                remedy="mend the syntax; nothing in this file was judged",
            )
    for program in case.programs:
        if isinstance(program, Refused) and program.path not in unreadable:
            yield _refusal(program)


def _refusal(refused: Refused) -> Reason:
    return Reason(
        decision=Decision.NEEDS_HUMAN if refused.on_base else Decision.FAIL,
        gate="readable",
        message=f"refused ({refused.code}): {refused.message}",
        location=Location(path=refused.path, line=refused.line, end_line=refused.line, column=refused.column),
        remedy=refused.repair,
    )
