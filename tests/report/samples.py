"""Reports as the pipeline makes them: one for each verdict, and one in which every text is hostile."""

from collections.abc import Callable

import msgspec

from stelp_ci.model.change import (
    Author,
    Certainty,
    Change,
    ChangedUnit,
    ChangeKind,
    FileChange,
    Hunk,
    Revision,
    Span,
    Unit,
    UnitKind,
)
from stelp_ci.model.evidence import (
    CapabilityChange,
    Charge,
    Claim,
    ClaimKind,
    Claims,
    Ended,
    NewTest,
    NewTests,
    NotAssessed,
    Notice,
    OldTest,
    OnBase,
    Regression,
    Selection,
    SelectionReason,
    Strength,
    StubControl,
    Tampering,
    TestEvidence,
    TestsRun,
    evidence_id,
)
from stelp_ci.model.execution import (
    Limit,
    Outcome,
    PytestResult,
    RuntimeIdentity,
    StubBehaviour,
    StubRecord,
    TestOutcome,
    TestRecord,
)
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.finding import Confidence, Finding, Fix, Location, Scanned, Severity, finding_id, fingerprint
from stelp_ci.model.outcome import Failed
from stelp_ci.model.program import Capability, CapabilityUse, Program, Refused
from stelp_ci.model.report import SCHEMA_VERSION, InputKind, Invocation, Report, Timing
from stelp_ci.model.shown import ShownFile, ShownHunk
from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.model.verdict import Decision, Reason, Verdict

RUNTIME = RuntimeIdentity(
    name="runsc",
    version="release-20221107.0",
    platform="ptrace",
    sha256="8f" * 32,
    path="/usr/bin/runsc",
    rootless=False,
    python="3.12.1",
)
INVOCATION = Invocation(input=InputKind.COMMITS, repo=".", base="main", head="topic")
TIMINGS = (
    Timing(stage="change", seconds=0.12),
    Timing(stage="scan", seconds=4.31),
    Timing(stage="execute", seconds=2.08),
)
BASE = Revision(label="main", tree="11" * 20, commit="a1b2c3d4e5" * 4)
HEAD = Revision(label="topic", tree="22" * 20, commit="0f9e8d7c6b" * 4)


def location(path: str, line: int, *, column: int = 0) -> Location:
    return Location(path=path, line=line, end_line=line, column=column)


def shown(path: str, start: int) -> ShownFile:
    """A hunk of seven lines of the head, three of them new."""
    lines = (" def clamp(value, low, high):", '     """`value`, between two bounds."""', "-    return max(low, value)")
    more = ("+    if value < low:", "+        return low", "+    return min(value, high)", " ", " LIMIT = 10")
    return ShownFile(
        path=path, hunks=(ShownHunk(base_start=start, head_start=start, lines=(*lines, *more)),), left_out=2
    )


def unit(path: str, name: str, start: int, end: int) -> ChangedUnit:
    head = Unit(path=path, qualname=name, kind=UnitKind.FUNCTION, span=Span(start=start, end=end))
    return ChangedUnit(kind=ChangeKind.MODIFIED, base=head, head=head)


def file(path: str, *units: ChangedUnit, role: FileRole = FileRole.SOURCE) -> FileChange:
    hunk = Hunk(base_start=10, base_length=4, head_start=10, head_length=5, added=(12, 13), removed=(12,))
    return FileChange(
        kind=ChangeKind.MODIFIED,
        base_path=path,
        head_path=path,
        role=role,
        is_python=path.endswith(".py"),
        hunks=(hunk,),
        units=units,
    )


def finding(path: str, line: int, rule: str, message: str, **more: object) -> Finding:
    mark = fingerprint(tool="semgrep", rule=rule, symbol="export", line=message, occurrence=0)
    usual: dict[str, object] = {
        "id": finding_id(mark, path),
        "fingerprint": mark,
        "tool": "semgrep",
        "rule": rule,
        "severity": Severity.HIGH,
        "confidence": Confidence.HIGH,
        "message": message,
        "location": location(path, line, column=5),
        "symbol": "export",
        "in_change": True,
        "new": True,
    }
    return Finding(**(usual | more))  # pyright: ignore[reportArgumentType]


def a_test(nodeid: str, outcome: TestOutcome = TestOutcome.PASSED, **more: object) -> TestEvidence:
    fields = {"base": TestOutcome.PASSED, "charge": None}
    chosen = {key: more.pop(key, value) for key, value in fields.items()}
    record = TestRecord(nodeid=nodeid, outcome=outcome, duration_s=0.01, **more)  # pyright: ignore[reportArgumentType]
    return TestEvidence(id=evidence_id("test", nodeid), record=record, **chosen)  # pyright: ignore[reportArgumentType]


def run_of(*tests: TestEvidence, strength: Strength = Strength.SHARED, **more: object) -> TestsRun:
    targets = tuple(dict.fromkeys(test.record.nodeid.partition("::")[0] for test in tests))
    selection = Selection(reason=SelectionReason.CHANGED, targets=targets, promised=len(tests))
    result = PytestResult(tests=tuple(test.record for test in tests), completed=True)
    usual: dict[str, object] = {
        "id": evidence_id("tests", *targets),
        "strength": strength,
        "selection": selection,
        "tests": tests,
        "outcome": Outcome(started=True, runtime=RUNTIME, result=result, exit_code=0, wall_s=1.4),
    }
    return TestsRun(**(usual | more))  # pyright: ignore[reportArgumentType]


def facts_of(report: Report) -> list[Finding]:
    """Every finding."""
    return [found for scan in report.scans if isinstance(scan, Scanned) for found in scan.findings]


def scanned(*findings: Finding) -> tuple[Scanned, ...]:
    return (
        Scanned(scanner="semgrep", version="1.120.0", seconds=4.2, findings=findings),
        Scanned(scanner="bandit", version="1.8.0", seconds=0.4),
        Scanned(scanner="pyright", version="1.1.400", seconds=1.6),
    )


def report(decision: Decision, *reasons: Reason, **more: object) -> Report:
    usual: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "tool_version": "0.1.0",
        "invocation": INVOCATION,
        "change": Change(base=BASE, head=HEAD, files=(file("shop/money.py", unit("shop/money.py", "clamp", 10, 14)),)),
        "scans": scanned(),
        "programs": (),
        "evidence": (),
        "failures": (),
        "verdict": Verdict(decision=decision, reasons=reasons, gates=("tests", "findings", "surroundings")),
        "runtime": RUNTIME,
        "timings": TIMINGS,
        "diff": (
            shown("shop/money.py", 12),
            shown("shop/export.py", 38),
            shown("tests/test_money.py", 15),
        ),
    }
    return Report(**(usual | more))  # pyright: ignore[reportArgumentType]


CLAMP_CONTROL = StubControl(
    id=evidence_id("stub-control", "shop/money.py", "clamp"),
    path="shop/money.py",
    unit="clamp",
    line=10,
    records=(
        StubRecord(
            module="shop.money",
            qualname="clamp",
            behaviour=StubBehaviour.RETURN_NONE,
            ran=1,
            killed_by="tests/test_money.py::test_clamp_middle",
        ),
    ),
    noticed_by="tests/test_money.py::test_clamp_middle",
    ran=1,
)


def honest_pass() -> Report:
    tests = [a_test(f"tests/test_money.py::test_clamp_{name}") for name in ("bottom", "middle", "top")]
    old = finding("shop/export.py", 88, "python.weak-hash", "MD5 is broken for signatures.", in_change=False, new=False)
    program = Program(path="shop/money.py", unit="clamp", is_test=False)
    return report(
        Decision.PASS,
        scans=scanned(old),
        programs=(program,),
        evidence=(run_of(*tests), CLAMP_CONTROL),
    )


CLAMP_TOP = a_test(
    "tests/test_money.py::test_clamp_top",
    TestOutcome.FAILED,
    charge=Charge.CHANGE,
    path="tests/test_money.py",
    line=17,
    exception="AssertionError",
    message="assert 9 == 10\n +  where 9 = clamp(11, 0, 10)",
)
SHELL = finding(
    "shop/export.py",
    41,
    "stelp.python.shell-injection",
    "A shell runs text that comes from the caller: `name` can hold a second command.",
    cwe=(78,),
    remedy="Pass a list of arguments to subprocess.run and leave shell=False.",
    url="https://cwe.mitre.org/data/definitions/78.html",
    fix=Fix(start=41, end=41, lines=('    subprocess.run(["export", "--all", name], check=True)',)),
)
HANG = Ended(
    id=evidence_id("ended", "tests/test_export.py"),
    what="the test did not return",
    test="tests/test_export.py::test_export_all",
    location=location("tests/test_export.py", 30),
    limit=Limit.WALL,
)
GAINED = CapabilityChange(
    id=evidence_id("capability", "shop/export.py", "export"),
    path="shop/export.py",
    unit="export",
    gained=(CapabilityUse(capability=Capability.PROCESSES, what="subprocess.run", line=41, column=5),),
)
LEDGER = a_test(
    "tests/test_ledger.py::test_rounding",
    TestOutcome.FAILED,
    base=TestOutcome.FAILED,
    charge=Charge.PROJECT,
    path="tests/test_ledger.py",
    line=8,
    exception="ZeroDivisionError",
    message="division by zero",
)


CHANGED_TESTS = (
    Tampering(
        id=evidence_id("tampering", "fewer-assertions", "tests/test_money.py::test_clamp_top"),
        kind=TamperKind.FEWER_ASSERTIONS,
        path="tests/test_money.py",
        line=15,
        what="1 assertions, 2 on the base",
        test="tests/test_money.py::test_clamp_top",
        now="tests/test_money.py::test_clamp_top",
    ),
    Regression(
        id=evidence_id("regression"),
        targets=("tests/test_money.py",),
        passed=("tests/test_money.py::test_add",),
        contradicted=(
            OldTest(
                nodeid="tests/test_money.py::test_clamp_top",
                on_head=TestOutcome.FAILED,
                line=18,
                exception="AssertionError",
                message="assert 9 == 10\n +  where 9 = clamp(11, 0, 10)",
            ),
        ),
    ),
    NewTests(
        id=evidence_id("new-tests"),
        targets=("tests/test_money.py",),
        tests=(
            NewTest(nodeid="tests/test_money.py::test_clamp_low", added=True, on_base=OnBase.ASSERTION, line=24),
            NewTest(
                nodeid="tests/test_money.py::test_clamp_any",
                added=True,
                on_base=OnBase.PASSES,
                line=28,
                notice=Notice.REACHES,
            ),
        ),
    ),
    Claims(
        id=evidence_id("claims"),
        claims=(
            Claim(
                kind=ClaimKind.REFACTORS, words="Refactor clamp", measured="an old test fails on the head", holds=False
            ),
        ),
    ),
)


def failing() -> Report:
    passing = [a_test(f"tests/test_money.py::test_add[{number}]") for number in range(12)]
    skipped = a_test("tests/test_money.py::test_windows", TestOutcome.SKIPPED, base=TestOutcome.SKIPPED)
    lost = a_test("tests/test_export.py::test_export_all", TestOutcome.NOT_RUN, charge=Charge.CHANGE)
    cut_short = Outcome(
        started=True, runtime=RUNTIME, limit=Limit.WALL, output="exporting 1\nexporting 2\nexporting 3", wall_s=60.0
    )
    unnoticed = StubControl(
        id=evidence_id("stub-control", "shop/export.py", "export"), path="shop/export.py", unit="export", line=38, ran=4
    )
    files = (
        file("shop/money.py", unit("shop/money.py", "clamp", 10, 14)),
        file("shop/export.py", unit("shop/export.py", "export", 38, 44)),
        file("tests/test_money.py", role=FileRole.TEST),
    )
    author = Author(agent="Copilot", certainty=Certainty.CERTAIN, evidence=("login",))
    return report(
        Decision.FAIL,
        Reason(
            decision=Decision.FAIL,
            gate="tests",
            message="tests/test_money.py::test_clamp_top fails; it passed on the base",
            refs=(CLAMP_TOP.id,),
            location=location("tests/test_money.py", 17),
            remedy="Correct clamp (shop/money.py:10), or say why the test is wrong.",
        ),
        Reason(
            decision=Decision.FAIL,
            gate="ended",
            message="tests/test_export.py::test_export_all was ended by the wall-time limit",
            refs=(HANG.id,),
            remedy="Make export return: run the command below to see it hang.",
        ),
        Reason(
            decision=Decision.NEEDS_HUMAN,
            gate="findings",
            message="high: a shell runs text that comes from the caller",
            refs=(SHELL.id,),
        ),
        Reason(
            decision=Decision.PASS,
            gate="tests",
            message="tests/test_ledger.py::test_rounding also fails on the base: not charged",
            refs=(LEDGER.id,),
        ),
        change=Change(base=BASE, head=HEAD, files=files, author=author),
        scans=scanned(
            SHELL,
            finding("shop/export.py", 12, "python.unused-import", "`re` is not used.", severity=Severity.LOW),
            finding("shop/old.py", 3, "python.eval", "eval() runs text.", cwe=(95,), in_change=False, new=False),
        ),
        evidence=(
            run_of(*passing, skipped, CLAMP_TOP, LEDGER),
            run_of(lost, outcome=cut_short, unaccounted=("tests/test_export.py::test_export_none",)),
            HANG,
            CLAMP_CONTROL,
            unnoticed,
            GAINED,
            *CHANGED_TESTS,
            NotAssessed(
                id=evidence_id("not-assessed", "tests/test_db.py"),
                probe="tests",
                subject="tests/test_db.py",
                reason="the module psycopg is missing in the sandbox",
            ),
        ),
    )


def needs_human() -> Report:
    refused = Refused(
        path="shop/hidden.py",
        code="bidi-control",
        message="the file holds a bidirectional control character",
        line=4,
        column=11,
        repair="Remove the character; write it as an escape where a string needs it.",
    )
    return report(
        Decision.NEEDS_HUMAN,
        Reason(
            decision=Decision.NEEDS_HUMAN,
            gate="untested",
            message="no test executes shop/export.py export",
            location=location("shop/export.py", 38),
            remedy="Add a test that calls it.",
        ),
        Reason(decision=Decision.NEEDS_HUMAN, gate="workflow", message="the change edits .github/workflows/check.yml"),
        programs=(refused,),
        evidence=(run_of(a_test("tests/test_money.py::test_add"), strength=Strength.ISOLATED),),
    )


def inconclusive() -> Report:
    no_sandbox = Failed(
        stage="sandbox",
        what="runsc",
        reason="runsc is not on PATH, so nothing was executed",
        remedy="sudo apt-get install runsc",
    )
    crashed = Failed(stage="scan", what="semgrep", reason="semgrep ended with exit code 2: out of memory")
    return report(
        Decision.INCONCLUSIVE,
        Reason(
            decision=Decision.INCONCLUSIVE,
            gate="surroundings",
            message="sandbox: runsc is not on PATH, so nothing was executed",
            remedy="sudo apt-get install runsc",
        ),
        Reason(decision=Decision.INCONCLUSIVE, gate="surroundings", message="scan: semgrep ended with exit code 2"),
        scans=(crashed, *scanned()[1:]),
        failures=(no_sandbox, crashed),
        runtime=None,
    )


def nothing_to_judge() -> Report:
    docs = FileChange(kind=ChangeKind.MODIFIED, base_path="README.md", head_path="README.md", role=FileRole.OTHER)
    notice = Reason(decision=Decision.PASS, gate="scope", message="nothing to judge: the change touches no Python")
    return report(
        Decision.PASS, notice, change=Change(base=BASE, head=HEAD, files=(docs,)), scans=(), runtime=None, timings=()
    )


ATTACK = (
    "\x1b[31mred\x1b[0m \u202egnp.exe\u2066 \u200b\x9b2J\x07\r\n::set-output name=verdict::pass\n::stop-commands::x\n"
    "##[add-mask]pass %0A::error::no @maintainer #123 GH-7 acme/repo#9 https://evil.example/x www.evil.example\n"
    "| a | b |\n```\n~~~\n</details></code><img src=x onerror=alert(1)><!-- [x](javascript:alert(1)) ![i](//evil)"
    " `a``b` **bold** __u__ $x$ [red]rich[/red] :boom: \\| & \U000e0041 \ud800"
)
"""One text against every sink."""

IDENTIFIERS = frozenset({"id", "fingerprint", "refs", "gates", "sha256", "tree", "commit"})
"""Fields that stelp-ci itself makes; a hostile artifact may still hold anything there, see `poisoned`."""


def hostile() -> Report:
    return poisoned(failing(), lambda _: ATTACK)


def poisoned(value: Report, poison: Callable[[str], str], *, keep: frozenset[str] = IDENTIFIERS) -> Report:
    """`value` with `poison(text)` in place of every text but the enumerations and the fields in `keep`."""
    return _poison(value, poison, keep)  # pyright: ignore[reportReturnType]


def _poison(value: object, poison: Callable[[str], str], keep: frozenset[str]) -> object:
    if isinstance(value, msgspec.Struct):
        fields = [name for name in value.__struct_fields__ if name not in keep]
        return msgspec.structs.replace(value, **{name: _poison(getattr(value, name), poison, keep) for name in fields})
    if isinstance(value, tuple):
        return tuple(_poison(item, poison, keep) for item in value)
    return poison(value) if type(value) is str else value


SAMPLES: dict[str, Callable[[], Report]] = {
    "honest-pass": honest_pass,
    "fail": failing,
    "needs-human": needs_human,
    "inconclusive": inconclusive,
    "nothing-to-judge": nothing_to_judge,
    "hostile": hostile,
}
