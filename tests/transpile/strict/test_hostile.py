"""Hostile input: whatever comes, there is an answer, in time, and never an exception."""

import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.transpile.strict.result import Rejected, Transpiled
from stelp_ci.transpile.strict.transpile import transpile_source

CASES = Path(__file__).parents[2] / "cases" / "transpile" / "strict"
CPU_S = 10
HOSTILE = {
    "brackets": "(" * 100_000,
    "closed brackets": "(" * 90 + ")" * 90,
    "minus": "x = " + "-" * 150_000 + "1",
    "a long sum": "x = " + "1+" * 90_000 + "1",
    "a long attribute": "x" + ".a" * 90_000,
    "nested lists": "x = " + "[" * 199 + "]" * 199,
    "calls of calls": "f" + "()" * 90_000,
    "many elif": "if a: pass\n" + "elif a: pass\n" * 10_000,
    "nested functions": "".join(" " * n + "def f():\n" for n in range(95)) + " " * 95 + "pass\n",
    "nested comprehensions": "[" * 90 + "x " + "for x in y]" * 90,
    "a tower of powers": "x = " + "10**" * 300 + "8",
    "shifts": "x = 1" + "<<99999" * 300,
    "repetition of repetition": "x = [0]" + "*9999999" * 300,
    "a huge number": "x = " + "9" * 190_000,
    "a huge hexadecimal number": "x = 0x" + "f" * 190_000,
    "a huge float": "x = [0] * int(1e308)\nfor i in range(int(1e308)): pass\n",
    "infinity": "for i in range(int(1e999)): pass\n",
    "not a number": "for i in range(int(1e999 - 1e999)): pass\n",
    "constants that need each other": "".join(f"a{n} = a{n + 1} * a{n + 1}\n" for n in range(3000)) + "range(a0)\n",
    "constants in a circle": "a = b * b\nb = a * a\nfor i in range(a): print(i)\n",
    "many loops": "for x in y:\n for z in x:\n  pass\n" * 5_000,
    "many whiles": "while x:\n x -= 1\n" * 9_000,
    "a while of many statements": "while x:\n" + " x = f(x)\n" * 20_000,
    "whiles in whiles": "".join(" " * n + "while x:\n" for n in range(95)) + " " * 95 + "x -= 1\n",
    "functions that call all others": "".join(f"def f{n}(): return f{n + 1}() + f{n + 2}()\n" for n in range(3000)),
    "aliases that double": "while a:\n" + "".join(f" s{n} = s{n - 1} or s{n - 2}\n" for n in range(2, 3000)),
    "many lines": "\n" * 199_999,
    "a million lines": "x = 1\n" * 1_000_000,
    "only quotes": "'" * 199_999,
    "format fields": "'" + "{0.a}" * 30_000 + "'.format(1)",
    "format in format": "'" + "{0:" * 60_000 + "'.format(1)",
    "percent": "'" + "%" * 190_000 + "' % 1",
    "widths": "f'{x:" + "9" * 190_000 + "}'",
    "names beyond ASCII": "x = '" + "é" * 90_000 + "'",
    "a pattern of patterns": "match x:\n case " + "[" * 90 + "]" * 90 + ": pass\n",
    "null": "x = 1\0",
    "surrogate": "x = '\ud800'",
    "dedent": "if x:\n        a\n    b\n",
    "decorators": "@f\n" * 40_000 + "def g(): pass\n",
    "defaults": "def f(" + ",".join(f"a{n}=b" for n in range(9_000)) + "): pass\n",
    "many arguments": "f(" + "x," * 60_000 + ")",
    "global and local": "def f():\n x = 1\n global x\n",
    "duplicate argument": "def f(a, a): pass\n",
    "assignment to a call": "f() = 1\n",
    "await outside": "await x\n",
    "yield outside": "yield x\n",
    "break outside": "break\n",
    "two stars": "a, *b, *c = d\n",
    "star alone": "*a\n",
    "debug": "__debug__ = 1\n",
    "invalid escape": "x = '\\d'\nx is 1\nassert (x, 'y')\n",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_it_is_answered_in_time(source: str) -> None:
    begun = time.process_time()
    result = transpile_source(source)
    assert time.process_time() - begun < CPU_S
    assert isinstance(result, Transpiled) or result.violations


def seeds(name: str) -> list[bytes]:
    """The sources of the cases, which use every part of the language."""
    return [block.partition("\n")[2].encode() for block in (CASES / name).read_text("utf-8").split("=== ")[1:]]


def mutated(source: bytes, other: bytes, chance: random.Random) -> bytes:
    """`source` with bytes changed, dropped, doubled, or a piece of `other` put in."""
    changed = bytearray(source)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(5):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + chance.randint(1, 9)]
            case 2:
                changed[at:at] = changed[at : at + chance.randint(1, 40)] * chance.randint(1, 4)
            case 3:
                begin = chance.randrange(len(other) + 1)
                changed[at:at] = other[begin : begin + chance.randint(1, 60)]
            case _:
                changed[at:at] = chance.choice(
                    (b"(", b")", b"\n", b"\n    ", b"_", b"__", b"*", b"**", b".", b"{", b"\\")
                )
    return bytes(changed)


def answer_all(count: int) -> tuple[int, int]:
    """How many mutants were accepted and refused; each has an answer that reads as it is compiled."""
    chance, sources, others = random.Random(20260101), seeds("accepted.txt"), seeds("refused.txt")  # noqa: S311 - repeatable
    accepted = refused = 0
    for _ in range(count):
        result = transpile_source(mutated(chance.choice(sources), chance.choice([*sources, *others]), chance))
        if isinstance(result, Rejected):
            assert result.violations
            assert "STELP-S099" not in {violation.code for violation in result.violations}, result.violations
            refused += 1
        else:
            result.source()
            accepted += 1
    return accepted, refused


def test_mutants_of_the_cases_are_answered() -> None:
    accepted, refused = answer_all(1_500)
    assert accepted > 50 and refused > 500


@pytest.mark.proof
def test_fifty_thousand_mutants_are_answered() -> None:
    assert sum(answer_all(50_000)) == 50_000


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200)))
def test_anything_is_answered(source: "bytes | str") -> None:
    assert isinstance(transpile_source(source), Rejected | Transpiled)
