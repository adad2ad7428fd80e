"""What the messages of a change claim, read by rules, against what was measured. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator

from stelp_ci.model.change import Change, FileChange
from stelp_ci.model.evidence import (
    Charge,
    Claim,
    ClaimKind,
    Claims,
    Evidence,
    NewTest,
    NewTests,
    OnBase,
    Regression,
    TestsRun,
    evidence_id,
)
from stelp_ci.model.file_role import FileRole
from stelp_ci.probe.promised import strip_parameters

MAX_WORDS = 120
"""Characters of a line that are read, and quoted."""

MAX_BODY = 20_000
"""Characters of one message that are read."""

_SAME = (
    r"\bno[ -](functional|behaviou?r(al)?)[ -]changes?\b"
    r"|\bno[ -]changes?[ -](of|in|to)[ -](the |its )?(behaviou?r|functionality)\b"
)

_RULES: tuple[tuple[ClaimKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            ClaimKind.DOCUMENTS,
            r"^docs?(\([^)]*\))?!?:|\b(docs?|documentation|comments?|typos?|readme)[ -]only\b"
            r"|^(fix(es)? (a |some )?typos?|update (the )?(docs|documentation|readme|docstrings?|comments?)\b)",
        ),
        (ClaimKind.TESTS_ONLY, r"^tests?(\([^)]*\))?!?:|\btests?[ -]only\b|\bonly (adds?|touch(es)?|changes?) tests\b"),
        (
            ClaimKind.REFACTORS,
            r"^(refactor|style)(\([^)]*\))?!?:|\brefactor(s|ed|ing)?\b|\b(pure )?clean-?up\b|\breformat(s|ted)?\b"
            rf"|{_SAME}",
        ),
        (ClaimKind.ADDS_TESTS, r"\badd(s|ed|ing)?\b[^.;]*\btests?\b|\bwith tests\b|\bnew tests?\b"),
        (ClaimKind.FIXES, r"^fix(\([^)]*\))?!?:|\bfix(es|ed)?\b|\bbugs?\b|\b(closes|resolves) #\d+"),
    )
)


_IN_BODY: tuple[tuple[ClaimKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (ClaimKind.DOCUMENTS, r"^\W*(this is )?(docs?|documentation)[ -]only( change)?\b"),
        (ClaimKind.TESTS_ONLY, r"^\W*(this is )?tests?[ -]only( change)?\b"),
        (ClaimKind.REFACTORS, _SAME),
        (ClaimKind.FIXES, r"\b(fix(es|ed)?|close[sd]?|resolve[sd]?) #\d+"),
    )
)
"""A body explains, in any words; it claims only what it says outright."""


def read_claims(change: Change, evidence: Iterable[Evidence]) -> tuple[Claims, ...]:
    """One item with every claim of titles and messages, each kind once; nothing where they claim nothing."""
    seen = tuple(evidence)
    found: dict[ClaimKind, Claim] = {}
    for kind, words in _claimed(change.messages):
        if kind not in found:
            measured, holds = _MEASURES[kind](change, seen)
            found[kind] = Claim(kind=kind, words=words, measured=measured, holds=holds)
    return (Claims(id=evidence_id("claims"), claims=tuple(found.values())),) if found else ()


def _claimed(messages: Iterable[str]) -> Iterator[tuple[ClaimKind, str]]:
    """Each claim with the line that makes it: of subject lines first, then of bodies."""
    subjects, bodies = list[str](), list[str]()
    for message in messages:
        subject, *body = (line[:MAX_WORDS] for line in message.strip()[:MAX_BODY].splitlines() or [""])
        subjects.append(subject)
        bodies += body
    for rules, lines in ((_RULES, subjects), (_IN_BODY, bodies)):
        yield from ((kind, line) for line in lines for kind, pattern in rules if pattern.search(line))


Measure = Callable[[Change, tuple[Evidence, ...]], tuple[str, bool | None]]


def _documents(change: Change, _: tuple[Evidence, ...]) -> tuple[str, bool | None]:
    code = [file.path for file in change.files if file.is_python and file.units]
    return (f"code is changed in {_named(code)}", False) if code else ("no code is changed", True)


def _tests_only(change: Change, _: tuple[Evidence, ...]) -> tuple[str, bool | None]:
    code = [file.path for file in change.files if file.role is FileRole.SOURCE and _is_code(file)]
    return (f"code outside of tests is changed in {_named(code)}", False) if code else ("only tests are changed", True)


def _is_code(file: FileChange) -> bool:
    return file.is_python and bool(file.units)


def _refactors(_: Change, evidence: tuple[Evidence, ...]) -> tuple[str, bool | None]:
    old = [test.nodeid for item in evidence if isinstance(item, Regression) for test in item.contradicted]
    runs = [item for item in evidence if isinstance(item, TestsRun)]
    broken = [test.record.nodeid for run in runs for test in run.tests if test.charge is Charge.CHANGE]
    if old or broken:
        return f"tests of the base no longer hold: {_named(_functions([*old, *broken]))}", False
    return ("the base's tests hold", True) if runs else ("no test was run", None)


def _adds_tests(change: Change, evidence: tuple[Evidence, ...]) -> tuple[str, bool | None]:
    new = [test for test in _new_tests(evidence) if test.added]
    if new:
        return f"{_tests(len(new))} new, {_failing(new)} of them fail on the base's code", True
    if any(file.role is FileRole.TEST and file.head_path for file in change.files):
        return "none of the changed test files could be assessed", None if not _ran(evidence) else False
    return "no test file is changed", False


def _fixes(_: Change, evidence: tuple[Evidence, ...]) -> tuple[str, bool | None]:
    new = _new_tests(evidence)
    if not new:
        return "no new or edited test shows it", None
    failing = _failing(new)
    if failing:
        return f"{failing} of {_tests(len(new))} fail on the base's code", True
    return f"no test shows it: all {_tests(len(new))} pass on the base's code or need a new name", False


def _ran(evidence: tuple[Evidence, ...]) -> bool:
    return any(isinstance(item, NewTests) for item in evidence)


def _new_tests(evidence: tuple[Evidence, ...]) -> list[NewTest]:
    return [test for item in evidence if isinstance(item, NewTests) for test in item.tests]


def _failing(tests: list[NewTest]) -> int:
    return sum(test.on_base in (OnBase.ASSERTION, OnBase.EXCEPTION, OnBase.TIMEOUT) for test in tests)


def _tests(number: int) -> str:
    return f"{number} test{'' if number == 1 else 's'}"


def _functions(nodeids: list[str]) -> list[str]:
    """Each test function once, without its file where all of them stand in one."""
    functions = list(dict.fromkeys(map(strip_parameters, nodeids)))
    together = len({nodeid.partition("::")[0] for nodeid in functions}) == 1
    return [nodeid.partition("::")[2] or nodeid for nodeid in functions] if together else functions


def _named(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


_MEASURES: dict[ClaimKind, Measure] = {
    ClaimKind.DOCUMENTS: _documents,
    ClaimKind.TESTS_ONLY: _tests_only,
    ClaimKind.REFACTORS: _refactors,
    ClaimKind.ADDS_TESTS: _adds_tests,
    ClaimKind.FIXES: _fixes,
}
