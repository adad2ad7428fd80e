"""Every rule against its own annotated case, in one run; and the checker against a rule that is wrong."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from stelp_ci.scan.process import run_tool
from stelp_ci.scan.rules import rules_directory
from stelp_ci.scan.semgrep import Metadata, Output, decode, options
from stelp_ci.scan.tools import module_command

RULES = sorted(rules_directory().glob("*.yaml"))
NAMES = [rule.stem for rule in RULES]
ANNOTATION = re.compile(r"^\s*# (ruleid|ok): ([a-z-]+)$")


def annotated(case: str, kind: str) -> Iterator[tuple[str, int]]:
    """The rule and the line below each annotation; several annotations may stand above one line."""
    lines = case.split("\n")
    for number, line in enumerate(lines, start=1):
        match = ANNOTATION.match(line)
        if match and match[1] == kind:
            below = next(at for at in range(number, len(lines)) if not ANNOTATION.match(lines[at]))
            yield match[2], below + 1


def wrong(output: Output, cases: dict[str, str]) -> list[str]:
    """What semgrep's hits and the annotations do not agree about; rules speak only about their own cases."""
    problems: list[str] = []
    for name, case in cases.items():
        hits = {hit.start.line for hit in output.results if hit.path == f"{name}.py" and hit.check_id == name}
        wanted = {line for _, line in annotated(case, "ruleid")}
        problems += [f"{name}:{line} is missed" for line in sorted(wanted - hits)]
        problems += [f"{name}:{line} is a false alarm" for line in sorted(hits - wanted)]
    return problems


def scan(rules: Path, cases: dict[str, str], directory: Path) -> Output:
    for name, case in cases.items():
        (directory / f"{name}.py").write_text(case)
    command = module_command("semgrep", "semgrep.console_scripts.entrypoint")
    names = [f"{name}.py" for name in sorted(cases)]
    return decode(run_tool((*command, "scan", *options(rules), *names), home=directory, timeout_s=120))


@pytest.fixture(scope="module")
def cases() -> dict[str, str]:
    return {rule.stem: rule.with_suffix(".py").read_text(encoding="utf-8") for rule in RULES}


def test_there_are_rules() -> None:
    assert len(RULES) >= 12


def test_every_rule_hits_what_its_case_marks_and_nothing_else(cases: dict[str, str], tmp_path: Path) -> None:
    output = scan(rules_directory(), cases, tmp_path)
    assert wrong(output, cases) == []
    assert output.errors == ()


@pytest.mark.parametrize("name", NAMES)
def test_every_case_has_hits_and_near_misses(name: str, cases: dict[str, str]) -> None:
    for kind in ("ruleid", "ok"):
        marks = list(annotated(cases[name], kind))
        assert len(marks) >= 2 and {rule for rule, _ in marks} == {name}
    compile(cases[name], name, "exec")


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_every_rule_says_why_and_what_to_do(rule: Path) -> None:
    (read,) = yaml.safe_load(rule.read_text(encoding="utf-8"))["rules"]
    assert read["id"] == rule.stem and read["languages"] == ["python"]
    assert read["severity"] in {"LOW", "MEDIUM", "HIGH", "CRITICAL"}
    assert set(read["metadata"]) == set(Metadata.__struct_fields__)
    assert re.match(r"CWE-\d+: [A-Z]", read["metadata"]["cwe"])
    assert read["metadata"]["confidence"] in {"low", "medium", "high"}
    assert all(link.startswith("https://") for link in read["metadata"]["references"])


def test_no_case_is_left_without_its_rule() -> None:
    assert {path.stem for path in rules_directory().glob("*.py")} == set(NAMES)


def test_a_rule_that_misses_or_alarms_falsely_is_caught(cases: dict[str, str], tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    text = (rules_directory() / "dynamic-code.yaml").read_text()
    (rules / "dynamic-code.yaml").write_text(text.replace("eval($CODE, ...)", "ast.literal_eval($CODE, ...)"))
    problems = wrong(
        scan(rules, {"dynamic-code": cases["dynamic-code"]}, tmp_path), {"dynamic-code": cases["dynamic-code"]}
    )
    assert [problem.partition(" ")[2] for problem in problems] == ["is missed", "is missed", "is a false alarm"]


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_every_rule_has_its_row_in_the_documentation(rule: Path) -> None:
    (read,) = yaml.safe_load(rule.read_text(encoding="utf-8"))["rules"]
    about = read["metadata"]
    page = (rules_directory().parent / "docs" / "rules.md").read_text(encoding="utf-8")
    weakness, message = about["cwe"].partition(":")[0], " ".join(read["message"].split())
    link = f"[`{rule.stem}`](../rules/{rule.name})"
    assert f"| {link} | {read['severity'].lower()} | {about['confidence']} | {weakness} | {message} |" in page
