"""`stelp-ci rules`: what is printed, and which exit code says that a rule does not hold."""

import json
import re
from pathlib import Path

import pytest

from stelp_ci.cli.main import main
from stelp_ci.cli.rule_explanation import explanation, known_codes
from stelp_ci.cli.rule_pages import as_json, as_terminal
from stelp_ci.cli.rules import as_lines
from stelp_ci.scan.rule_catalogue import read_catalogue
from stelp_ci.scan.rule_check import RuleResult
from stelp_ci.scan.rules import rules_directory

RULES = read_catalogue(rules_directory())
TRANSPILER = Path(__file__).parents[2] / "stelp_ci" / "transpile"


def test_the_list_has_every_rule_in_both_forms() -> None:
    lines = as_terminal(RULES).splitlines()
    assert {line.split()[0] for line in lines[:-1]} == {rule.id for rule in RULES}
    assert lines[-1].startswith(f"{len(RULES)} rules")
    documents = json.loads(as_json(RULES))
    assert [document["id"] for document in documents] == [rule.id for rule in RULES]
    assert all(document["rationale"] and document["repair"] and document["references"] for document in documents)


def test_the_list_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "list", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(RULES)


def test_a_rule_is_explained_with_both_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "explain", "shell-injection"]) == 0
    text = capsys.readouterr().out
    for part in ("shell-injection (high", "CWE-78", "Instead:", "Finding:", "No finding:", "See https://"):
        assert part in text
    assert "# ruleid" not in text and "# ok" not in text


def test_every_rule_can_be_explained() -> None:
    assert all("No finding:" in explanation(rule.id) for rule in RULES)


def test_a_code_is_explained_in_either_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "explain", "stelp-p007"]) == 0
    assert "Trojan Source" in capsys.readouterr().out.replace("\n", " ")


def test_no_code_of_the_transpiler_is_unknown() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in TRANSPILER.rglob("*.py"))
    named = set(re.findall(r'"(STELP-[A-Z]\d{3})"', source))
    assert len(named) > 13 and named <= set(known_codes())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["explain", "shell-injektion"], "Did you mean shell-injection?"),
        (["explain", "\x1b[2J"], r"\x1b[2J"),
        (["explain"], "needs a rule or a code"),
        (["list", "shell-injection"], "takes no name"),
    ],
)
def test_wrong_usage_says_what_is_right(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_rule_without_a_case_fails_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "alone.yaml").write_text(
        "rules: [{id: alone, languages: [python], severity: LOW, message: A., pattern: x()}]"
    )
    assert main(["rules", "test", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert out == "alone: there is no case beside it\n1 of 1 rules failed: 0 lines to hit, 0 to leave\n"


def test_passing_rules_are_counted() -> None:
    assert (
        as_lines((RuleResult("a", 2, 3, ()), RuleResult("b", 4, 2, ())))
        == "2 rules passed: 6 lines to hit, 5 to leave\n"
    )
