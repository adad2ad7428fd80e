"""The sentences that every rendering shares. They hold text of the change as it is: each sink escapes them itself."""

import shlex
from typing import assert_never

from stelp_ci.model.change import Certainty, Change, Revision
from stelp_ci.model.evidence import (
    Charge,
    Claim,
    Claims,
    Ended,
    NewTest,
    NewTests,
    Notice,
    OldTest,
    OnBase,
    Regression,
    Selection,
    Strength,
    StubControl,
    Tampering,
    TestEvidence,
    TestsRun,
)
from stelp_ci.model.execution import RuntimeIdentity, StubBehaviour, StubRecord
from stelp_ci.model.finding import Finding, Location, Scanned
from stelp_ci.model.report import Report
from stelp_ci.model.settings import Mode
from stelp_ci.model.verdict import Decision
from stelp_ci.report import facts

REPORT_FILE = "stelp-report.json"
"""The evidence file's usual name, which renderings point to for what they leave out."""


_STUB_DID = {
    StubBehaviour.RETURN_NONE: "returning None",
    StubBehaviour.RETURN_ONE: "returning 1",
    StubBehaviour.IDENTITY: "returning its argument",
    StubBehaviour.RAISE: "raising",
}


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 test`, `2 tests`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def more(number: int, noun: str) -> str:
    """What stands in place of the items that a rendering has no room for."""
    return f"{number} more {noun} in {REPORT_FILE}"


def replay(id: str) -> str:
    """The command that runs one item again. Quoted: a report read from an artifact may hold any text as an id."""
    return f"stelp-ci replay {shlex.quote(id)} --report {REPORT_FILE}"


def place(location: Location | None) -> str:
    """`path:line`, or nothing."""
    return f"{location.path}:{location.line}" if location else ""


def beside(location: Location | None, message: str) -> str:
    """The message where its place stands next to it: tests of that file go by their names alone."""
    return message.replace(f"{location.path}::", "") if location and location.path else message


def advice(decision: Decision) -> str:
    """What a maintainer does with a verdict."""
    match decision:
        case Decision.PASS:
            return "nothing stood in the way"
        case Decision.NEEDS_HUMAN:
            return "a person has to look before this is merged"
        case Decision.INCONCLUSIVE:
            return "could not be judged; mend the cause and run again"
        case Decision.FAIL:
            return "do not merge: running it contradicted it"
        case _:
            assert_never(decision)


def observed(report: Report) -> str:
    """What the mode `observe` means for the reader; empty in the other modes."""
    return "observed only: the settings say that this stops nothing" if report.mode is Mode.OBSERVE else ""


def headline(report: Report) -> str:
    """One line of why: the worst reason and how many more there are, or what a pass rests on."""
    found = facts.reasons(report)
    if found:
        others = count(len(found) - 1, "further reason")
        return found[0].message if len(found) == 1 else f"{found[0].message} (and {others})"
    if report.verdict.decision is not Decision.PASS:
        return "the verdict names no reason"
    return _rests_on(report)


def _rests_on(report: Report) -> str:
    if not facts.tests(report) and facts.notices(report):
        return facts.notices(report)[0].message
    scanned = count(len(facts.scanners(report)), "scanner")
    found = count(len(facts.own_findings(report)), "new finding")
    ran = test_counts(report) if facts.tests(report) else "no test was run"
    parts = (ran, _noticed(report), _held(report), f"{scanned}, {found} in the change")
    return "; ".join(part for part in parts if part)


def _noticed(report: Report) -> str:
    """What the stub control found, as far as it was tried."""
    tried = [item for item in facts.evidence_of(report, StubControl) if not item.not_assessed]
    noticed = sum(bool(item.noticed_by) for item in tried)
    functions = count(len(tried), "changed function")
    return f"the tests notice {noticed} of {functions}" if tried else ""


def _held(report: Report) -> str:
    held = sum(len(item.passed) for item in facts.evidence_of(report, Regression))
    return f"{count(held, 'test')} of the base {_verb(held, 'holds')}" if held else ""


def test_counts(report: Report) -> str:
    """`37 passed, 1 failed`."""
    return ", ".join(f"{number} {outcome.value}" for outcome, number in facts.count_outcomes(report).items())


def strength(value: Strength) -> str:
    """What the strength of evidence is worth."""
    match value:
        case Strength.ISOLATED:
            return "isolated evidence (code and tests in separate sandboxes: a result cannot be forged)"
        case Strength.SHARED:
            return "shared evidence (code and tests in one sandbox: counts only with its controls)"
        case _:
            assert_never(value)


def selection(value: Selection) -> str:
    """Which tests were run, and how many the syntax trees promise."""
    return f"{count(value.promised, 'test function')} in {count(len(value.targets), 'target')}, {value.reason.value}"


def run(item: TestsRun) -> str:
    """Which tests were run, how often, and what that is worth."""
    return f"{selection(item.selection)}; {stability(item)}; {strength(item.strength)}"


def stability(item: TestsRun) -> str:
    """What several runs are worth, and no more."""
    which = "the others stable" if any(test.flaky for test in item.tests) else "stable"
    return f"{which} in {item.runs} runs, the last in reverse order" if item.runs > 1 else "run once"


def runtime(identity: RuntimeIdentity | None, *, digits: int = 64) -> str:
    """The runtime that really ran, with the first `digits` of its binary's digest."""
    if identity is None:
        return "nothing was run in a sandbox"
    rootless = ", rootless" if identity.rootless else ""
    python = f", Python {identity.python}" if identity.python else ""
    how = f"platform {identity.platform}{rootless}{python}"
    return f"{identity.name} {identity.version}, {how}, sha256 {identity.sha256[:digits]}"


def scanner(scan: Scanned) -> str:
    """A scanner and its version; one that had nothing to read has none."""
    return f"{scan.scanner} {scan.version}" if scan.version else f"{scan.scanner} (nothing to read)"


def test_story(test: TestEvidence) -> str:
    """How a test ended, beside the base, and who is charged."""
    base = f"{test.base.value} on the base" if test.base else "not known on the base"
    match test.charge:
        case Charge.PROJECT:
            charge = "; not charged: the project's own"
        case Charge.SURROUNDINGS:
            charge = "; not charged: the surroundings' fault"
        case Charge.CHANGE | Charge.FLAKY | None:
            charge = ""
        case _:
            assert_never(test.charge)
    flaky = f"; FLAKY: {test.flaky.value}" if test.flaky else ""
    return f"{test.record.outcome.value}; {base}{charge}{flaky}"


def test_complaint(test: TestEvidence) -> str:
    """What a failing test said: its exception, and the first line of the message that says anything."""
    record = test.record
    lines = [line.strip() for line in record.message.splitlines() if line.strip()]
    first = lines[0] if lines else ""
    missing = f"module {record.missing} is missing" if record.missing else ""
    parts = (record.exception if not first.startswith(record.exception) else "", first or missing)
    return ": ".join(part for part in parts if part)


def ended(item: Ended) -> str:
    """Why the code under judgement kept its tests from ending, with the limit or signal named."""
    details = (
        f"limit {item.limit.value}" if item.limit else "",
        f"signal {item.signal}" if item.signal else "",
        f"exit code {item.exit_code}" if item.exit_code is not None else "",
        item.violation,
    )
    named = ", ".join(detail for detail in details if detail)
    during = f" while {item.test} ran" if item.test and item.test not in item.what else ""
    return item.what + during + (f" ({named})" if named else "")


def control(item: StubControl) -> str:
    """Do the tests notice when a changed function is replaced?"""
    if item.not_assessed:
        return f"not tried: {item.not_assessed}"
    if item.noticed_by:
        return f"yes, by {item.noticed_by}"
    if item.ran == 0:
        return "NO: no test ran against the stub"
    return f"NO: {count(item.ran, 'test')} ran and none failed"


def stub(record: StubRecord) -> str:
    """What one stub of a control met."""
    did = _STUB_DID[record.behaviour]
    if record.unlocated:
        return f"{did}: not replaced ({record.unlocated})"
    if record.killed_by:
        return f"{did}: noticed by {record.killed_by}"
    return f"{did}: {count(record.ran, 'test')} ran, none failed"


def tampering(item: Tampering) -> str:
    """Which test, or what decides over tests, says less than on the base, and how."""
    return f"{item.test or item.now or item.path}: {item.what} ({item.kind.value})"


def regression(item: Regression) -> str:
    """How the base's tests fare on the head's code."""
    held, broken = len(item.passed), len(item.contradicted)
    return f"the base's own tests on the head's code: {held} {_verb(held, 'holds')}, {broken} no longer"


def old_test(test: OldTest) -> str:
    """One test of the base that the head's code contradicts."""
    why = f"{test.missing} is gone" if test.missing else test.message.strip().partition("\n")[0] or test.exception
    return f"{test.nodeid} passes on the base, and {test.on_head.value} on the head's code" + (
        f": {why}" if why else ""
    )


def new_tests(item: NewTests) -> str:
    """What new and changed tests do on the base's code: a test that fails there tells the versions apart."""
    counts = {outcome: sum(test.on_base is outcome for test in item.tests) for outcome in OnBase}
    said = ", ".join(f"{number} {_verb(number, outcome.value)}" for outcome, number in counts.items() if number)
    return f"new and changed tests on the base's code: {said or 'none'}"


_PLURAL = {"holds": "hold", "fails": "fail", "passes": "pass", "does": "do"}


def _verb(number: int, said: str) -> str:
    """`said`, which begins with a verb, after a number: `1 passes`, `2 pass`."""
    verb, space, rest = said.partition(" ")
    return said if number == 1 else _PLURAL.get(verb, verb) + space + rest


def new_test(test: NewTest) -> str:
    """One new or changed test on the base's code, and whether it notices a stub on the head."""
    stubbed = "" if test.notice is Notice.UNKNOWN else f"; on the head it {_noticing(test.notice)}"
    complaint = f": {test.complaint}" if test.complaint else ""
    return f"{test.nodeid} ({'new' if test.added else 'edited'}) {test.on_base.value}{complaint}{stubbed}"


def _noticing(notice: Notice) -> str:
    return "notices a stub" if notice is Notice.NOTICES else notice.value


def claims(item: Claims) -> str:
    """Every claim with what was measured."""
    return "; ".join(claim(one) for one in item.claims) or "the messages claim nothing that is measured"


def claim(one: Claim) -> str:
    """`keeps behaviour ("Refactor totals"): CONTRADICTED, one old test fails`."""
    held = {True: "holds", False: "CONTRADICTED", None: "not measured"}[one.holds]
    return f'{one.kind.value} ("{one.words}"): {held}, {one.measured}'


def finding_labels(finding: Finding) -> str:
    """`[CWE-78, low confidence, not new]`: what a reader weighs a finding by."""
    labels = [f"CWE-{number}" for number in finding.cwe]
    labels.append(f"{finding.confidence.value} confidence")
    labels += [] if finding.new else ["not new"]
    labels += [] if finding.in_change else ["outside the change"]
    return ", ".join(labels)


def revision(value: Revision) -> str:
    """A side of the change: its label, and ten digits of its commit."""
    commit = value.commit[:10] if value.commit else ""
    return f"{value.label} ({commit})" if commit and commit not in value.label else value.label


def change(value: Change) -> str:
    """`main (1a2b3c) -> feature (4d5e6f): 3 files, 5 units`."""
    units = sum(len(file.units) for file in value.files)
    size = f"{count(len(value.files), 'file')}, {count(units, 'unit')}"
    return f"{revision(value.base)} -> {revision(value.head)}: {size}"


def author(value: Change) -> str:
    """Who wrote the change, as far as its marks tell; empty where they tell nothing."""
    if value.author.certainty is Certainty.NONE:
        return ""
    return f"written by {value.author.agent or 'an agent'} ({value.author.certainty.value})"
