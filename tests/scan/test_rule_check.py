"""A rule that misses, alarms falsely or shows too little is caught; what did not run has not passed."""

import sys
from pathlib import Path

import pytest

from stelp_ci.errors import ScanError
from stelp_ci.scan.rule_check import RuleResult, check_rules

RULE = """\
rules:
  - id: {name}
    languages: [python]
    severity: HIGH
    message: A call.
    pattern: {pattern}
"""
CASE = """\
# ruleid: {name}
first(1)
# ruleid: {name}
first(2)
# ok: {name}
second(1)
# ok: {name}
second(2)
"""


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RuleResult]:
    """Rules that go wrong in different ways, tested in one run."""
    folder = tmp_path_factory.mktemp("rules")
    patterns = {
        "right": "first(...)",
        "misses": "first(1)",
        "alarms": "$CALL(...)",
        "alone": "x()",
        "few": "first(...)",
    }
    for name, pattern in patterns.items():
        (folder / f"{name}.yaml").write_text(RULE.format(name=name, pattern=pattern))
        (folder / f"{name}.py").write_text(CASE.format(name=name))
    (folder / "alone.py").unlink()
    (folder / "few.py").write_text("# ruleid: few\nfirst(1)\n")
    return {rule.rule: rule for rule in check_rules(folder)}


def test_a_rule_that_does_what_its_case_says_passes(tested: dict[str, RuleResult]) -> None:
    assert tested["right"] == RuleResult("right", 2, 2, ())


def test_a_missed_line_is_said(tested: dict[str, RuleResult]) -> None:
    assert tested["misses"].problems == ("line 4 is missed",)


def test_a_false_alarm_is_said(tested: dict[str, RuleResult]) -> None:
    assert tested["alarms"].problems == ("line 6 is a false alarm", "line 8 is a false alarm")


def test_a_rule_without_a_case_fails_though_semgrep_passes_it(tested: dict[str, RuleResult]) -> None:
    assert tested["alone"] == RuleResult("alone", 0, 0, ("there is no case beside it",))


def test_too_few_lines_fail_though_semgrep_passes_them(tested: dict[str, RuleResult]) -> None:
    assert tested["few"].problems == ("1 of 2 lines under # ruleid:", "0 of 2 lines under # ok:")


def test_a_directory_without_rules_has_not_passed(tmp_path: Path) -> None:
    with pytest.raises(ScanError, match="holds no rules"):
        check_rules(tmp_path)


def test_a_rule_that_semgrep_cannot_read_is_no_pass(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("rules: [{id: broken, languages: [python]}]\n")
    (tmp_path / "broken.py").write_text(CASE.format(name="broken"))
    try:
        (rule,) = check_rules(tmp_path)
    except ScanError:
        return
    assert rule.problems


def test_a_semgrep_that_crashes_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "right.yaml").write_text(RULE.format(name="right", pattern="first(...)"))
    with pytest.raises(ScanError, match="ended with 7: gone"):
        check_rules(tmp_path, command=lambda: (sys.executable, "-c", "import sys; sys.stderr.write('gone'); exit(7)"))


def test_a_rule_that_semgrep_leaves_out_has_not_passed(tmp_path: Path) -> None:
    (tmp_path / "right.yaml").write_text(RULE.format(name="right", pattern="first(...)"))
    (tmp_path / "right.py").write_text(CASE.format(name="right"))
    (rule,) = check_rules(tmp_path, command=lambda: (sys.executable, "-c", """print('{"results": {}}')"""))
    assert rule.problems == ("semgrep did not test it",)
