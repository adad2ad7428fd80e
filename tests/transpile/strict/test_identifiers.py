"""One rule for every identifier: each slot of the grammar that holds one is tried with names that must not be there."""

import sys

import pytest

from stelp_ci.transpile.strict.result import Rejected
from stelp_ci.transpile.strict.table import TABLE
from stelp_ci.transpile.strict.transpile import transpile_source

SLOTS = {
    "FunctionDef.name": "def {}():\n    pass\n",
    "AsyncFunctionDef.name": "async def {}():\n    pass\n",
    "ClassDef.name": "class {}:\n    pass\n",
    "Global.names": "def f():\n    global {}\n",
    "Nonlocal.names": "def f():\n    nonlocal {}\n",
    "Attribute.attr": "x = 1\nx.{}\n",
    "Name.id": "{} = 1\n",
    "ExceptHandler.name": "try:\n    pass\nexcept ValueError as {}:\n    pass\n",
    "arg.arg": "def f({}):\n    pass\n",
    "keyword.arg": "dict({}=1)\n",
    "alias.name": "from math import {}\n",
    "alias.asname": "import math as {}\n",
    "ImportFrom.module": "from {} import x\n",
    "MatchMapping.rest": "match {{}}:\n    case {{**{}}}:\n        pass\n",
    "MatchClass.kwd_attrs": "match 1:\n    case int({}=1):\n        pass\n",
    "MatchStar.name": "match []:\n    case [*{}]:\n        pass\n",
    "MatchAs.name": "match 1:\n    case {}:\n        pass\n",
    "TypeVar.name": "def f[{}]():\n    pass\n",
    "ParamSpec.name": "def f[**{}]():\n    pass\n",
    "TypeVarTuple.name": "def f[*{}]():\n    pass\n",
}
CONTEXTS = {
    "read": "f({0})\n",
    "delete": "del {0}\n",
    "augmented": "{0} += 1\n",
    "annotated": "{0}: int = 1\n",
    "for": "for {0} in []:\n    pass\n",
    "for attribute": "x = 1\nfor x.{0} in []:\n    pass\n",
    "augmented attribute": "x = 1\nx.{0} |= 1\n",
    "deleted attribute": "x = 1\ndel x.{0}\n",
    "with": "with open_ as {0}:\n    pass\nopen_ = 1\n",
    "walrus": "print({0} := 1)\n",
    "comprehension": "[1 for {0} in []]\n",
    "unpacking": "a, *{0} = []\n",
    "positional only": "def f({0}, /):\n    pass\n",
    "keyword only": "def f(*, {0}):\n    pass\n",
    "star": "def f(*{0}):\n    pass\n",
    "double star": "def f(**{0}):\n    pass\n",
    "lambda": "lambda {0}: 1\n",
    "import": "import math as {0}\n",
    "class keyword": "class A(object, {0}=1):\n    pass\n",
    "method": "class A:\n    def {0}(self):\n        pass\n",
    "f-string": "x = 1\nf'{{x.{0}}}'\n",
}
NAMES = ("_stelp_charge", "_stelp_ticks", "_stelp_t", "__globals__", "__builtins__", "__import__", "__subclasses__")
NEWER = ("TypeVar.name", "ParamSpec.name", "TypeVarTuple.name")


def test_every_slot_of_the_grammar_is_tried() -> None:
    slots = {
        f"{name}.{field}"
        for name, entry in TABLE.items()
        for field, kind in entry.fields.items()
        if kind.startswith("identifier")
    }
    assert slots == set(SLOTS)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("slot", [*SLOTS, *CONTEXTS])
def test_a_name_that_must_not_be_there_is_refused(slot: str, name: str) -> None:
    if slot in NEWER and sys.version_info < (3, 12):
        pytest.skip("syntax of Python 3.12")
    source = ({**SLOTS, **CONTEXTS}[slot]).format(name)
    result = transpile_source(source)
    assert isinstance(result, Rejected), source
    codes = {violation.code for violation in result.violations}
    assert not codes & {"STELP-S099", "STELP-P011"}, source


@pytest.mark.parametrize("slot", [slot for slot in SLOTS if slot not in (*NEWER, "alias.name", "ImportFrom.module")])
def test_the_same_slot_takes_an_ordinary_name(slot: str) -> None:
    result = transpile_source("def f():\n    name = 1\n" + SLOTS[slot].format("name"))
    refused = result.violations if isinstance(result, Rejected) else ()
    assert {violation.code for violation in refused} <= {"STELP-S029"}  # nonlocal of nothing
