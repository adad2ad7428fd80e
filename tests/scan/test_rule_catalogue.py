"""The rule files as people read them, and the annotated case beside each."""

from pathlib import Path

import pytest

from stelp_ci.errors import ScanError
from stelp_ci.scan.rule_case import example, read_case
from stelp_ci.scan.rule_catalogue import read_catalogue

RULE = """\
rules:
  - id: a-rule
    languages: [python]
    severity: HIGH
    message: >
      Two lines
      become one.
    metadata:
      cwe: "CWE-78: A weakness"
      confidence: high
      repair: Mend it.
      references: [https://example.org]
    pattern: x()
"""
CASE = """\
import os


@decorated
def first():
    # ruleid: other
    # ruleid: a-rule
    return os.name


# ok: a-rule
SECOND = 2
"""


def test_a_rule_is_read_with_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "a-rule.yaml").write_text(RULE)
    (rule,) = read_catalogue(tmp_path)
    assert (rule.id, rule.cwe, rule.message) == ("a-rule", 78, "Two lines become one.")
    assert rule.metadata.repair == "Mend it."
    assert rule.case == tmp_path / "a-rule.py"


@pytest.mark.parametrize(
    "text",
    [
        "rules: []",
        "rules: {",
        "just words",
        RULE.replace("a-rule", "another"),
        RULE.replace("confidence: high", "confidence: certain"),
        RULE.replace("rules:", "rules: !!python/object/apply:os.system [exit 1]\nother:"),
    ],
    ids=["none", "no-yaml", "no-mapping", "another-name", "unknown-confidence", "code-in-yaml"],
)
def test_a_file_that_is_not_one_of_our_rules_is_an_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "a-rule.yaml").write_text(text)
    with pytest.raises(ScanError, match=r"a-rule\.yaml"):
        read_catalogue(tmp_path)


def test_no_rules_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ScanError, match="holds no rules"):
        read_catalogue(tmp_path)


def test_annotations_name_the_line_below_them(tmp_path: Path) -> None:
    (tmp_path / "case.py").write_text(CASE)
    case = read_case(tmp_path / "case.py", "a-rule")
    assert case is not None and (case.positives, case.negatives) == ((8,), (12,))
    other = read_case(tmp_path / "case.py", "other")
    assert other is not None and (other.positives, other.negatives) == ((8,), ())


def test_an_example_is_the_whole_statement_without_annotations(tmp_path: Path) -> None:
    (tmp_path / "case.py").write_text(CASE)
    case = read_case(tmp_path / "case.py", "a-rule")
    assert case is not None
    assert example(case, 8) == "@decorated\ndef first():\n    return os.name"
    assert example(case, 12) == "SECOND = 2"


def test_a_case_that_does_not_parse_still_gives_its_line(tmp_path: Path) -> None:
    (tmp_path / "case.py").write_text("# ruleid: a-rule\nfirst(\n")
    case = read_case(tmp_path / "case.py", "a-rule")
    assert case is not None and example(case, 2) == "first("


def test_there_may_be_no_case(tmp_path: Path) -> None:
    assert read_case(tmp_path / "case.py", "a-rule") is None
