"""Every rule of ours against its own annotated case, in one run of `semgrep --test`."""

import re
from pathlib import Path

import pytest

from stelp_ci.cli.rule_pages import as_markdown
from stelp_ci.scan.rule_catalogue import Catalogued, read_catalogue
from stelp_ci.scan.rule_check import WANTED, check_rules
from stelp_ci.scan.rules import rules_directory

RULES = read_catalogue(rules_directory())
PAGE = Path(__file__).parents[2] / "docs" / "rules-list.md"


def test_there_are_rules() -> None:
    assert len(RULES) >= 80


def test_every_rule_hits_what_its_case_marks_and_nothing_else() -> None:
    tested = check_rules(rules_directory())
    assert {rule.rule: rule.problems for rule in tested if rule.problems} == {}
    assert [rule.rule for rule in tested] == [rule.id for rule in RULES]
    assert min(min(rule.positives, rule.negatives) for rule in tested) >= WANTED == 2


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_why_and_what_to_do(rule: Catalogued) -> None:
    about = rule.metadata
    assert rule.severity in {"LOW", "MEDIUM", "HIGH", "CRITICAL"}
    assert re.match(r"CWE-\d+: [A-Z]", about.cwe)
    assert all(len(text) > 15 and text.endswith((".", "?")) for text in (rule.message, about.rationale, about.repair))
    assert about.references and all(link.startswith("https://") for link in about.references)
    compile(rule.case.read_text(encoding="utf-8"), rule.id, "exec")


def test_no_two_rules_say_the_same() -> None:
    assert len({rule.message for rule in RULES}) == len(RULES)
    assert len({rule.metadata.rationale for rule in RULES}) == len(RULES)


def test_no_case_is_left_without_its_rule() -> None:
    assert {path.stem for path in rules_directory().glob("*.py")} == {rule.id for rule in RULES}


def test_the_page_of_the_rules_is_what_the_command_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == as_markdown(RULES)
