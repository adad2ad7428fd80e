"""What a pyright diagnostic weighs."""

import pytest

from stelp_ci.model.finding import Severity
from stelp_ci.scan.pyright_rule import rule_of
from stelp_ci.scan.pyright_run import Diagnostic

LOW, MEDIUM = Severity.LOW, Severity.MEDIUM


def severity(rule: str, message: str = "", *, level: str = "error", configured: bool = False, resolvable: bool = True):
    one = Diagnostic(path="a.py", rule=rule, severity=level, message=message, line=1, end_line=1, column=1)
    return rule_of(one, configured=configured, resolvable=resolvable).severity


@pytest.mark.parametrize(
    ("rule", "message", "bare", "configured"),
    [
        ("reportUndefinedVariable", '"x" is not defined', MEDIUM, MEDIUM),
        ("reportAttributeAccessIssue", '"flie" is not a known attribute of module "os"', MEDIUM, MEDIUM),
        ("reportAttributeAccessIssue", 'Cannot access attribute "x" for class "A"', LOW, MEDIUM),
        ("reportArgumentType", "", LOW, MEDIUM),
        ("syntax", "", MEDIUM, MEDIUM),
    ],
)
def test_types_weigh_where_the_project_asked_for_them(
    rule: str, message: str, bare: Severity, configured: Severity
) -> None:
    assert severity(rule, message) is bare
    assert severity(rule, message, configured=True) is configured
    assert severity(rule, message, level="warning", configured=True) is LOW


def test_an_import_that_is_not_found_proves_nothing_without_dependency_layers() -> None:
    assert severity("reportMissingImports") is MEDIUM
    assert severity("reportMissingImports", resolvable=False, configured=True) is LOW
