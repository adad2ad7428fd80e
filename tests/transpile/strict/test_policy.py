"""Policies are plain data, and change what is let through by what they say and no more."""

import json

import pytest

from stelp_ci.transpile.strict.policy import STRICT, Policy, PolicyError, policy_as_json, policy_from_json
from stelp_ci.transpile.strict.result import Rejected, Transpiled
from stelp_ci.transpile.strict.transpile import transpile_source


def codes(source: str, policy: Policy) -> set[str]:
    result = transpile_source(source, policy)
    return {violation.code for violation in result.violations} if isinstance(result, Rejected) else set()


def test_a_policy_survives_json() -> None:
    policy = Policy(name="mine", modules=("csv",), callables=("os.path.join",), tools=("ask",), fuel=7)
    assert policy_from_json(json.loads(json.dumps(policy_as_json(policy)))) == policy
    assert policy_from_json({}) == STRICT


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"module": []}, "unknown field module"),
        ({"modules": "os"}, "modules"),
        ({"denied": [1]}, "denied"),
        ({"fuel": 0}, "fuel"),
        ({"fuel": True}, "fuel"),
        ({"name": 1}, "name"),
        ({"limits": {"size": "1"}}, "limits.size"),
        ({"limits": {"sizes": 1}}, "unknown field sizes"),
        ({"limits": []}, "limits"),
    ],
)
def test_what_is_no_policy_is_refused_by_its_field(data: dict[str, object], field: str) -> None:
    with pytest.raises(PolicyError, match=field):
        policy_from_json(data)


def test_denied_constructs_builtins_and_modules_are_refused() -> None:
    policy = Policy(denied=("While", "Lambda", "print", "re", "math.sqrt"))
    assert codes("x = 3\nwhile x:\n    x -= 1\n", policy) == {"STELP-S019"}
    assert codes("f = lambda: 1\n", policy) == {"STELP-S019"}
    assert codes("print(1)\n", policy) == {"STELP-S019"}
    assert codes("import re\n", policy) == {"STELP-S009"}
    assert codes("from math import sqrt\n", policy) == {"STELP-S010"}
    assert codes("from math import floor\nprint_ = floor(1.5)\n", policy) == set()


def test_added_modules_and_callables_are_let_through() -> None:
    policy = Policy(modules=("csv",), callables=("os.path.join",))
    assert codes("import csv\ncsv.anything\n", policy) == set()
    assert codes("from os.path import join\njoin('a')\n", policy) == set()
    assert codes("from os.path import exists\n", policy) == {"STELP-S010"}
    assert codes("import os.path\n", policy) == {"STELP-S009"}  # os itself is not offered


def test_tools_are_plain_names_and_are_told() -> None:
    result = transpile_source("x = ask('a', n=1)\nprint(len(x))\n", Policy(tools=("ask",)))
    assert isinstance(result, Transpiled)
    assert (result.tools, result.builtins) == (("ask",), ("len", "print"))
    assert codes("ask('a')\n", STRICT) == {"STELP-S008"}


def test_budgets_are_the_policys() -> None:
    assert codes("for i in range(1000):\n    print(i)\n", Policy(fuel=100)) == {"STELP-S024"}
    assert codes("x = [0] * 1000\n", Policy(items=100)) == {"STELP-S025"}
    assert codes("x = 3 ** 100\n", Policy(bits=100)) == {"STELP-S026"}
    assert codes("x = 1\n" * 100, STRICT._replace(limits=STRICT.limits._replace(size=100))) == {"STELP-P009"}
