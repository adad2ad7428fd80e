"""The second checker finds by itself what the first one would have refused or rewritten."""

import ast

import pytest

from stelp_ci.transpile.strict import inserted
from stelp_ci.transpile.strict.names import READABLE
from stelp_ci.transpile.strict.result import Transpiled
from stelp_ci.transpile.strict.transpile import transpile_source
from stelp_ci.transpile.strict.verify import unverified

UNWRITTEN = {
    "import os": "not in the language",
    "from os import path": "not in the language",
    "x.__globals__": "reads __globals__",
    "x.__class__": "reads __class__",
    "x.__init__.__code__ = 1": "reads __code__",
    "del x.__code__": "reads __code__",
    "x._secret": "not the program's own",
    "x.gi_frame": "not the program's own",
    "x.f_back": "reads f_back",
    "x.f_back = 1": "reads f_back",
    "x.mro()": "without the helper",
    "x.format(1)": "without the helper",
    "'{0.a}'.format(1)": "without the helper",
    "'{0[a]}'.format(1)": "without the helper",
    "'{{{0.a}}}'.format(1)": "without the helper",
    "'{}'.format_map(1)": "without the helper",
    "eval('1')": "what programs must not",
    "f = open": "what programs must not",
    "__builtins__": "what programs must not",
    "_stelp_charge = 1": "is reserved",
    "def _stelp_pow(): pass": "is reserved",
    "f(_stelp_pow=1)": "is reserved",
    "_stelp_unknown": "is reserved",
    "class stelp: pass": "would be helpers",
    "for x in y: pass": "without being charged",
    "for x in range(n.m): pass": "without being charged",
    "for x in [*y]: pass": "without being charged",
    "[x for x in y]": "without being charged",
    "while x: pass": "without being counted",
    "while _stelp_tick() and x: pass": "without being counted",
    "for _stelp_t in _stelp_ticks: pass": "does not stop",
    "for x in _stelp_ticks: pass\nelse: _stelp_spent()": "does not stop",
    "try: pass\nexcept: pass": "catches everything",
    "class A:\n    def __exit__(self, *a): return True": "could suppress a stop",
    "async def __aexit__(*a): pass": "could suppress a stop",
    "x ** y": "without a bound",
    "2 ** y": "without a bound",
    "x << y": "without a bound",
    "1 << y": "without a bound",
    "x **= y": "without a bound",
    "x <<= y": "without a bound",
    "def f(x: int): pass": "an annotation is left",
    "def f() -> int: pass": "an annotation is left",
    "class A:\n    x: f()": "an annotation is left",
    "match x:\n    case int(__globals__=y): pass": "is reserved",
    "match x:\n    case str(format=y): pass": "reads format",
    "class A:\n    def __del__(self): pass": "is reserved",
    "class A:\n    __match_args__ = ()": "is reserved",
}


@pytest.mark.parametrize(("source", "wrong"), UNWRITTEN.items(), ids=UNWRITTEN)
def test_what_the_first_checker_should_have_written_is_missed(source: str, wrong: str) -> None:
    found = unverified(ast.parse(source))
    assert found is not None
    assert wrong in found[1]


def test_taking_a_helper_out_of_a_rewritten_program_is_noticed() -> None:
    source = (
        "class A:\n    def __exit__(self, *a):\n        pass\n"
        "def f(x, n):\n    for y in x:\n        print(y)\n    while n:\n        n -= 1\n"
        "    try:\n        return 2 ** n\n    except:\n        return 1 << n\n"
        "x = [y for y in f]\nx **= f\nx <<= f\n"
    )
    result = transpile_source(source)
    assert isinstance(result, Transpiled)
    structural = {inserted.CHARGE, inserted.TICKS, inserted.SPENT, inserted.EXIT, inserted.EXPONENT, inserted.SHIFT}
    assert structural <= set(result.helpers)
    for helper in sorted(structural):
        tree = ast.parse(result.source())
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id == helper:
                node.id = "harmless"
        assert unverified(tree) is not None, helper


def test_a_policys_builtin_is_let_through() -> None:
    tree = ast.parse("open('x')")
    assert unverified(tree) is not None
    assert unverified(tree, frozenset(("open",))) is None


@pytest.mark.parametrize("name", sorted(READABLE))
def test_what_the_first_checker_lets_a_program_read_is_let_through_here_too(name: str) -> None:
    result = transpile_source(f"class A:\n    pass\n\nprint(A.{name})\n")
    assert isinstance(result, Transpiled), result
