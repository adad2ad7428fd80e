"""The gates over hand-made cases: which cause leads to which verdict."""

from collections.abc import Iterable

import pytest

from stelp_ci.gate.judge import GATES, judge
from stelp_ci.model.case import Case
from stelp_ci.model.change import Author, Certainty, Change, ChangeKind, FileChange, Hunk, Revision, Unreadable
from stelp_ci.model.evidence import (
    CapabilityChange,
    Charge,
    Claim,
    ClaimKind,
    Claims,
    EffectChange,
    Ended,
    Evidence,
    KernelSeen,
    NewTest,
    NewTests,
    NotAssessed,
    Notice,
    OnBase,
    Selection,
    SelectionReason,
    Strength,
    StubControl,
    Tampering,
    TestEvidence,
    TestsRun,
)
from stelp_ci.model.execution import EffectRecord, Limit, StubBehaviour, StubRecord, TestOutcome, TestRecord
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.finding import Confidence, Finding, Location, Scanned, Severity
from stelp_ci.model.grammar import CapabilityAction, CapabilityRule, GrammarSettings
from stelp_ci.model.isolated import Contradicted, Isolated
from stelp_ci.model.kernel import KernelEffect
from stelp_ci.model.measured import Difference, Differential, Mutants, Survivor
from stelp_ci.model.outcome import Failed
from stelp_ci.model.program import Capability, CapabilityUse, Refused
from stelp_ci.model.settings import GateSettings
from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.model.verdict import Decision

REVISION = Revision(label="x", tree="0" * 40)


def changed(path: str = "pkg/mod.py", role: FileRole = FileRole.SOURCE, **more: object) -> FileChange:
    hunk = Hunk(base_start=1, base_length=0, head_start=1, head_length=3, added=(1, 2, 3))
    fields = {"kind": ChangeKind.MODIFIED, "base_path": path, "head_path": path, "role": role, "hunks": (hunk,)}
    return FileChange(**{**fields, "is_python": path.endswith(".py"), **more})  # pyright: ignore[reportArgumentType]


def case(
    *evidence: Evidence,
    files: Iterable[FileChange] = (changed(),),
    author: Author = Author(),  # noqa: B008 - frozen
    settings: GateSettings = GateSettings(),  # noqa: B008 - frozen
    **more: object,
) -> Case:
    change = Change(base=REVISION, head=REVISION, files=tuple(files), author=author)
    empty = Case(change, (), (), evidence, (), settings)
    return empty._replace(**more)  # pyright: ignore[reportArgumentType]


def run_of(*tests: TestEvidence, unaccounted: tuple[str, ...] = (), invented: tuple[str, ...] = ()) -> TestsRun:
    selection = Selection(reason=SelectionReason.CHANGED, targets=("tests/test_mod.py",), promised=len(tests))
    return TestsRun(
        id="E-run",
        strength=Strength.SHARED,
        selection=selection,
        tests=tests,
        unaccounted=unaccounted,
        invented=invented,
    )


def a_test(outcome: TestOutcome, base: TestOutcome | None, charge: Charge | None) -> TestEvidence:
    record = TestRecord(
        nodeid="tests/test_mod.py::test_it",
        outcome=outcome,
        path="tests/test_mod.py",
        line=4,
        exception="AssertionError",
        message="assert 1 == 2",
    )
    return TestEvidence(id="E-test", record=record, base=base, charge=charge)


def a_finding(severity: Severity = Severity.HIGH, *, new: bool = True, in_change: bool = True) -> Finding:
    return Finding(
        id="F-1",
        fingerprint="0" * 16,
        tool="bandit",
        rule="B602",
        severity=severity,
        confidence=Confidence.HIGH,
        message="shell=True",
        location=Location(path="pkg/mod.py", line=2, end_line=2),
        symbol="f",
        in_change=in_change,
        new=new,
    )


def scanned(*findings: Finding) -> tuple[Scanned, ...]:
    return (Scanned(scanner="bandit", version="1", seconds=0.1, findings=findings),)


def control(*, noticed_by: str = "", raised: bool = True, not_assessed: str = "") -> StubControl:
    record = StubRecord(module="pkg.mod", qualname="f", behaviour=StubBehaviour.RAISE, killed_by="t" if raised else "")
    return StubControl(
        id="E-stub",
        path="pkg/mod.py",
        unit="f",
        line=1,
        records=(record,),
        noticed_by=noticed_by,
        ran=1,
        not_assessed=not_assessed,
    )


def gains(capability: Capability) -> CapabilityChange:
    use = CapabilityUse(capability=capability, what="socket.create_connection", line=2, column=5)
    return CapabilityChange(id="E-cap", path="pkg/mod.py", unit="f", gained=(use,))


def seen_doing(capability: Capability, *, denied: bool = False) -> EffectChange:
    effect = EffectRecord(
        capability=capability, what="socket.connect", path="pkg/mod.py", unit="f", line=2, denied=denied
    )
    return EffectChange(id="E-eff", path="pkg/mod.py", unit="f", gained=(effect,))


def rule(action: CapabilityAction, *paths: str) -> GrammarSettings:
    rules = (CapabilityRule(paths=paths, capabilities=(Capability.NETWORK,), action=action),)
    return GrammarSettings(rules=rules)


def a_claim(kind: ClaimKind) -> Claims:
    return Claims(id="E-claims", claims=(Claim(kind=kind, words="docs only", measured="code is changed", holds=False),))


APART = Isolated(id="E", units=("f",), contradicted=(Contradicted(nodeid="tests/test_a.py::test_f"),))
UNREPORTED = KernelSeen(
    id="E",
    test="t",
    effects=(KernelEffect(capability=Capability.NETWORK, call="connect", targets=("10.1.2.3:80",)),),
)
A_HIT = Tampering(
    id="E-hit", kind=TamperKind.REMOVED, path="tests/test_mod.py", line=1, what="removed", test="tests/test_mod.py::t"
)
IDLE = NewTests(
    id="E-new",
    targets=(),
    tests=(NewTest(nodeid="tests/test_mod.py::t", added=True, on_base=OnBase.PASSES, notice=Notice.REACHES),),
)
PASSED = a_test(TestOutcome.PASSED, None, None)
AGENT = Author(agent="some-bot", certainty=Certainty.LIKELY, evidence=("trailer",))

DIFFERS = Differential(
    id="E-7", path="pkg/mod.py", unit="f", line=1, difference=Difference(call="f(0)", base="1", head="2")
)
UNNOTICED = Mutants(
    id="E-8", path="pkg/mod.py", unit="f", line=1, tried=1, survivors=(Survivor(line=2, before="<", after="<="),)
)

VERDICTS = {
    "an honest change passes": (case(run_of(PASSED), control(noticed_by="t")), Decision.PASS),
    "a test that passed on the base fails": (
        case(run_of(a_test(TestOutcome.FAILED, TestOutcome.PASSED, Charge.CHANGE))),
        Decision.FAIL,
    ),
    "a new test fails": (case(run_of(a_test(TestOutcome.FAILED, None, Charge.CHANGE))), Decision.FAIL),
    "a test failed before too": (
        case(run_of(a_test(TestOutcome.FAILED, TestOutcome.FAILED, Charge.PROJECT))),
        Decision.PASS,
    ),
    "a module is missing on both sides": (
        case(run_of(a_test(TestOutcome.ERROR, TestOutcome.ERROR, Charge.SURROUNDINGS))),
        Decision.PASS,
    ),
    "a module is missing on the head alone": (
        case(run_of(a_test(TestOutcome.ERROR, TestOutcome.PASSED, Charge.SURROUNDINGS))),
        Decision.NEEDS_HUMAN,
    ),
    "a limit ended the run": (
        case(Ended(id="E", what="the wall limit stopped it", test="t", location=None, limit=Limit.WALL)),
        Decision.FAIL,
    ),
    "a promised test was not collected": (case(run_of(PASSED, unaccounted=("t::a",))), Decision.NEEDS_HUMAN),
    "a test was invented": (case(run_of(PASSED, invented=("t::b",))), Decision.NEEDS_HUMAN),
    "a stub goes unnoticed": (case(run_of(PASSED), control()), Decision.NEEDS_HUMAN),
    "no test executes it": (case(run_of(PASSED), control(raised=False)), Decision.PASS),
    "no test executes what an agent wrote": (
        case(run_of(PASSED), control(raised=False), author=AGENT),
        Decision.NEEDS_HUMAN,
    ),
    "the project wants every function tested": (
        case(run_of(PASSED), control(raised=False), settings=GateSettings(untested=Decision.FAIL)),
        Decision.FAIL,
    ),
    "a stub that could not be tried is a notice": (case(run_of(PASSED), control(not_assessed="nested")), Decision.PASS),
    "a new finding in the change": (case(scans=scanned(a_finding())), Decision.NEEDS_HUMAN),
    "a finding that moved": (case(scans=scanned(a_finding(new=False))), Decision.PASS),
    "a finding elsewhere": (case(scans=scanned(a_finding(in_change=False))), Decision.PASS),
    "a finding below the threshold": (case(scans=scanned(a_finding(Severity.LOW))), Decision.PASS),
    "a function now opens a socket": (case(gains(Capability.NETWORK)), Decision.NEEDS_HUMAN),
    "a function now opens a socket, as the policy allows": (
        case(gains(Capability.NETWORK), grammar=rule(CapabilityAction.ALLOW, "pkg/*")),
        Decision.PASS,
    ),
    "the policy allows it elsewhere": (
        case(gains(Capability.NETWORK), grammar=rule(CapabilityAction.ALLOW, "other/*")),
        Decision.NEEDS_HUMAN,
    ),
    "a function was seen opening a socket": (case(seen_doing(Capability.NETWORK)), Decision.NEEDS_HUMAN),
    "a function was seen opening a socket, as the policy allows": (
        case(seen_doing(Capability.NETWORK), grammar=rule(CapabilityAction.ALLOW, "pkg/*")),
        Decision.PASS,
    ),
    "a function was seen writing a file": (case(seen_doing(Capability.FILES)), Decision.PASS),
    "a function was seen looking at frames": (case(seen_doing(Capability.FRAMES)), Decision.NEEDS_HUMAN),
    "a test passes beside the code and fails apart from it": (case(APART), Decision.NEEDS_HUMAN),
    "the kernel saw what the process did not report": (case(UNREPORTED), Decision.NEEDS_HUMAN),
    "a function tried what is denied": (case(seen_doing(Capability.FILES, denied=True)), Decision.FAIL),
    "a function now reads a file": (case(gains(Capability.FILES)), Decision.PASS),
    "a function now looks at frames": (case(gains(Capability.FRAMES)), Decision.NEEDS_HUMAN),
    "a class now decides what equals it": (case(gains(Capability.EQUALITY)), Decision.NEEDS_HUMAN),
    "a test was removed": (case(A_HIT), Decision.NEEDS_HUMAN),
    "a new test notices nothing": (case(IDLE), Decision.NEEDS_HUMAN),
    "documentation that changes code": (case(a_claim(ClaimKind.DOCUMENTS)), Decision.NEEDS_HUMAN),
    "a fix that no test shows": (case(a_claim(ClaimKind.FIXES)), Decision.PASS),
    "a function answers differently": (case(DIFFERS), Decision.PASS),
    "a fault that no test notices": (case(UNNOTICED), Decision.PASS),
    "a file does not parse": (
        case(files=[changed(unreadable=Unreadable(reason="invalid syntax", line=7))]),
        Decision.FAIL,
    ),
    "a file hides its text": (
        case(programs=(Refused(path="a.py", code="X", message="bidi", line=1, column=1, repair="remove it"),)),
        Decision.FAIL,
    ),
    "a file hid its text before": (
        case(
            programs=(
                Refused(path="a.py", code="X", message="bidi", line=1, column=1, repair="remove it", on_base=True),
            )
        ),
        Decision.NEEDS_HUMAN,
    ),
    "a workflow was edited": (
        case(files=[changed(".github/workflows/ci.yml", FileRole.WORKFLOW)]),
        Decision.NEEDS_HUMAN,
    ),
    "a conftest was edited": (
        case(files=[changed("tests/conftest.py", FileRole.TEST_SUPPORT)]),
        Decision.NEEDS_HUMAN,
    ),
    "test data was edited": (case(files=[changed("tests/data.json", FileRole.TEST_SUPPORT)]), Decision.PASS),
    "a scanner crashed": (
        case(scans=(Failed(stage="scan", what="semgrep", reason="exit code 7"),)),
        Decision.INCONCLUSIVE,
    ),
    "runsc is missing": (
        case(failures=(Failed(stage="sandbox", what="runsc", reason="not on PATH"),)),
        Decision.INCONCLUSIVE,
    ),
    "nothing but documentation": (case(files=[changed("README.md", FileRole.OTHER)]), Decision.PASS),
    "the tests were not run on request": (
        case(NotAssessed(id="E", probe="tests", subject="tests", reason="--no-exec", also_on_base=False)),
        Decision.NEEDS_HUMAN,
    ),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_each_cause_leads_to_its_verdict(name: str) -> None:
    given, expected = VERDICTS[name]
    assert judge(given).decision is expected


def test_no_gates_is_not_a_pass() -> None:
    assert judge(case(), gates={}).decision is Decision.INCONCLUSIVE


def test_the_worst_reason_wins_and_stands_first() -> None:
    verdict = judge(
        case(
            Ended(id="E", what="hang", test="t", location=None),
            scans=(*scanned(a_finding()), Failed(stage="scan", what="semgrep", reason="crash")),
        )
    )
    assert [reason.decision for reason in verdict.reasons] == [
        Decision.FAIL,
        Decision.INCONCLUSIVE,
        Decision.NEEDS_HUMAN,
    ]
    assert verdict.decision is Decision.FAIL


@pytest.mark.parametrize("gate", GATES)
def test_every_gate_is_needed_by_some_case(gate: str) -> None:
    """Leaving any gate out changes the verdict or the reasons of at least one case: no gate is decoration."""
    fewer = {name: one for name, one in GATES.items() if name != gate}
    assert any(judge(given).reasons != judge(given, fewer).reasons for given, _ in VERDICTS.values())


def test_nothing_to_judge_is_said() -> None:
    verdict = judge(case(files=[changed("README.md", FileRole.OTHER)]))
    assert any("no Python" in reason.message for reason in verdict.reasons)


def test_exit_codes_are_those_of_the_documentation() -> None:
    assert {decision.value: decision.exit_code for decision in Decision} == {
        "pass": 0,
        "needs-human": 3,
        "inconclusive": 4,
        "fail": 1,
    }


def test_what_the_manifest_says_is_not_said_again_of_the_run() -> None:
    both = judge(case(gains(Capability.NETWORK), seen_doing(Capability.NETWORK)))
    assert [reason.gate for reason in both.reasons] == ["capabilities"]


def test_a_denial_wins_over_an_allowance() -> None:
    allowed, denied = rule(CapabilityAction.ALLOW, "*"), rule(CapabilityAction.DENY, "pkg/*")
    grammar = GrammarSettings(rules=(*allowed.rules, *denied.rules))
    (reason,) = judge(case(gains(Capability.NETWORK), grammar=grammar)).reasons
    assert (reason.decision, "the policy denies it here" in reason.message) == (Decision.NEEDS_HUMAN, True)
