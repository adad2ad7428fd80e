"""Repairs: that each is what a reviewer would write, that it ends its finding, and where there is none."""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from stelp_ci.model.finding import Finding, Fix, Scanned
from stelp_ci.model.ports import ScanJob
from stelp_ci.scan.mending import Edit, applied, mend
from stelp_ci.scan.registry import SCANNERS
from stelp_ci.scan.rule_catalogue import read_catalogue
from stelp_ci.scan.rules import rules_directory
from stelp_ci.scan.semgrep import Semgrep
from stelp_ci.scan.source import Source, read_source
from stelp_ci.scan.sources import Sources
from stelp_ci.scan.unicode.repair import repaired

MakeJob = Callable[..., ScanJob]
MENDING = [rule for rule in read_catalogue(rules_directory()) if "fix-regex" in rule.path.read_text(encoding="utf-8")]
GOLDEN = Path(__file__).parents[1] / "cases" / "scan" / "fixes.txt"
UPDATE = os.environ.get("STELP_UPDATE_GOLDEN") == "1"
ORDER, NOTHING, SMALL = "\u202e", "\u200b", "\uff53"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rules that mend, alone: all of them take a second for each run."""
    folder = tmp_path_factory.mktemp("rules")
    for rule in MENDING:
        shutil.copy(rule.path, folder)
    return folder


def hits(job: ScanJob, rules: Path) -> list[Finding]:
    (result,) = Semgrep(Sources(job.trees), rules=lambda: rules).scan(job)
    assert isinstance(result, Scanned)
    return list(result.findings)


def test_every_repair_of_a_rule_is_as_written_here_and_ends_its_finding_without_another(
    make_job: MakeJob, rules: Path
) -> None:
    cases = {f"{rule.id}.py": rule.case.read_text(encoding="utf-8") for rule in MENDING}
    found = hits(make_job({}, cases), rules)
    mending = [(one, one.fix) for one in found if one.fix]
    assert {one.rule for one, _ in mending} == {rule.id for rule in MENDING} and len(MENDING) >= 12
    told = "".join(_told(one, fix, cases[one.location.path]) for one, fix in mending)
    if UPDATE:
        GOLDEN.write_text(told, encoding="utf-8")
    assert told == GOLDEN.read_text(encoding="utf-8")
    mended = {
        f"mended_{number:02}.py": "\n".join(applied(cases[one.location.path].split("\n"), fix))
        for number, (one, fix) in enumerate(mending)
    }
    after = hits(make_job({}, mended, at="after"), rules)
    for path, (one, _) in zip(mended, mending, strict=True):
        left = Counter(other.rule for other in after if other.location.path == path)
        earlier = Counter(other.rule for other in found if other.location.path == one.location.path)
        assert left == earlier - Counter([one.rule]), (path, one)


def _told(one: Finding, fix: Fix, text: str) -> str:
    before = text.split("\n")[fix.start - 1 : fix.end]
    return "\n".join([one.rule, *(f"- {line}" for line in before), *(f"+ {line}" for line in fix.lines), "", ""])


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("f(1, x=False)\n", Edit(1, 6, 1, 13, "x=False")),
        ("f(1, x=False)\n", Edit(1, 6, 1, 13, "x=True)")),
        ("f(x=1)\n", Edit(1, 6, 1, 6, ", x=2")),
        ("f('x=False', x=False)\n", Edit(1, 1, 1, 22, "f('x=True', x=True)")),
        ("f(1, x=False)\n", Edit(1, 6, 9, 13, "x=True")),
        ("f(1, 'é', x=False)\n", Edit(1, 8, 1, 20, "x=True")),
        ("f(\n" + "1,\n" * 30 + ")\n", Edit(1, 1, 32, 2, "f(\n" + "2,\n" * 30 + ")")),
    ],
    ids=["no change", "no Python", "twice", "a string", "outside", "inside of a letter", "long"],
)
def test_what_is_not_sure_is_no_repair(text: str, edit: Edit) -> None:
    assert mend(_source(text), edit) is None


def test_a_repair_holds_only_the_lines_that_change() -> None:
    source = _source("x = 1\nr = get(\n    'é', verify=False,\n    timeout=5)\n")
    fix = mend(source, Edit(2, 5, 4, 15, "get(\n    'é', verify=True,\n    timeout=5)"))
    assert fix == Fix(start=3, end=3, lines=("    'é', verify=True,",))


def _source(text: str) -> Source:
    source = read_source("a.py", text.encode())
    assert isinstance(source, Source)
    return source


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        (f"a = 1  # one{ORDER}two", "a = 1  # onetwo"),
        (f"a = 'one{ORDER}two{NOTHING}'", "a = 'one\\u202etwo\\u200b'"),
        ("a = '\x1b[0m'", "a = '\\x1b[0m'"),
        (f"{SMALL}um = 1", "sum = 1"),
        (f"a = r'one{ORDER}two'", None),
        (f"a = 'one{ORDER}'  # two{ORDER}", "a = 'one\\u202e'  # two\\u202e"),
        (f"eval(x)  # no{NOTHING}sec", "eval(x)  # no\\u200bsec"),
        ("p\u0430rse = 1", None),
    ],
)
def test_hidden_characters_go_only_where_the_program_stays_the_same(line: str, mended: str | None) -> None:
    assert repaired("a.py", ["x = 0", line, ""], [2]) == ({2: mended} if mended else {})


def test_prose_is_mended_and_what_nobody_understands_is_left() -> None:
    assert repaired("a.md", [f"one{NOTHING}", f"\ufffd{NOTHING}", "as it was"], [1, 2, 3]) == {1: "one"}
    assert repaired("a.json", [f'"one{NOTHING}"'], [1]) == {}
    assert repaired("a.py", [f"a = (  # {NOTHING}"], [1]) == {}


def test_what_would_take_too_long_or_too_deep_is_left() -> None:
    hidden = f"a = 1  # {NOTHING}"
    assert repaired("a.py", [hidden, "b = " + "+".join("1" * 3000)], [1]) == {}
    many = [hidden, *(f"b{number} = {number}" for number in range(60_000))]
    assert repaired("a.py", [*many, *[hidden] * 9], [1, *range(60_001, 60_011)]).keys() <= {1, 60_002, 60_003, 60_004}


@pytest.mark.parametrize(("end", "mended"), [("\n", True), ("\r\n", False)])
def test_findings_bring_their_repair_where_lines_end_as_a_suggestion_does(
    end: str,
    mended: bool,  # noqa: FBT001 - a table
    make_job: MakeJob,
    rules: Path,
) -> None:
    text = f"import requests{end}requests.get('u', verify=False)  # {ORDER}{end}"
    job = make_job({}, {"a.py": text})
    (scanned,) = SCANNERS["unicode"](Sources(job.trees)).scan(job)
    assert isinstance(scanned, Scanned)
    (hidden,), (unverified,) = scanned.findings, hits(job, rules)
    expected = {
        hidden.rule: "requests.get('u', verify=False)  # ",
        unverified.rule: f"requests.get('u', verify=True)  # {ORDER}",
    }
    for one in (hidden, unverified):
        assert one.fix == (Fix(start=2, end=2, lines=(expected[one.rule],)) if mended else None)
