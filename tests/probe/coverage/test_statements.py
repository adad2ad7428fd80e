"""Statements by the lines that run them."""

import ast

import pytest

from stelp_ci.probe.coverage.statements import Statement, statements
from stelp_ci.probe.survey.functions import FunctionNode

TEXT = '''\
def f(a, b):
    """Nothing runs here."""
    global count
    total: int
    value = call(
        a,
        b,
    )
    if (
        a
        and b
    ):
        value = 1
    elif b: value = 2
    for item in (a,
                 b):
        total = item
    while True:
        break
    try:
        pass
    except ValueError:
        raise
    with open(a) as one, \\
         open(b) as two:
        pass
    match a:
        case 1:
            return 2
    @wraps
    def inner():
        return a
    return value
'''


@pytest.fixture(scope="module")
def found() -> list[Statement]:
    node = ast.parse(TEXT).body[0]
    assert isinstance(node, FunctionNode)
    return statements(node)


def test_a_continuation_line_belongs_to_its_statement(found: list[Statement]) -> None:
    heads = {(one.head.first, one.head.last) for one in found}
    assert {(5, 8), (9, 11), (15, 16), (24, 25), (30, 31)} <= heads


def test_what_never_runs_is_no_statement(found: list[Statement]) -> None:
    lines = {line for one in found for line in range(one.head.first, one.head.last + 1)}
    assert not lines & {2, 3, 4, 20}
    assert {13, 14, 17, 19, 21, 23, 26, 29, 32, 33} <= lines


def test_only_a_body_on_lines_of_its_own_is_a_branch(found: list[Statement]) -> None:
    branches = {one.head.first: one.body for one in found if one.body is not None}
    assert branches == {9: (13, 13), 15: (17, 17)}
