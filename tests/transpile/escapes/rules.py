"""Every rule of the policy that can be taken away, and the programs in which its absence shows.

A rule that no spelling of the catalogue singles out has a program of its own here, made from its name.
"""

import tomllib
from pathlib import Path
from typing import NamedTuple

from stelp_ci.transpile.facades.table import LISTINGS
from stelp_ci.transpile.strict import names
from stelp_ci.transpile.strict.visitors import visitors
from tests.transpile.escapes.cases import Spelling, spellings

CASES = Path(__file__).parents[2] / "cases" / "transpile" / "rules.toml"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


DANGEROUS_BUILTINS = [
    "open",
    "eval",
    "exec",
    "compile",
    "__import__",
    "input",
    "globals",
    "locals",
    "breakpoint",
    "exit",
    "quit",
    "help",
    "SystemExit",
]
DANGEROUS_DUNDERS = _words(
    "__globals__ __builtins__ __self__ __code__ __closure__ __subclasses__ __base__ __bases__ __mro__ "
    "__traceback__ __reduce__ __reduce_ex__ __getattribute__ __func__ __defaults__ __kwdefaults__ "
    "__objclass__ __annotations__ __cause__ __context__ __loader__ __spec__ __weakref__ __origin__ "
    "__args__"
)
DANGEROUS_METHODS = [
    "__del__",
    "__prepare__",
    "__getattribute__",
    "__reduce__",
    "__reduce_ex__",
    "__instancecheck__",
    "__class__",
    "__mro_entries__",
]
DANGEROUS_ASSIGNMENTS = [
    "__class_getitem__",
    "__getattr__",
    "__match_args__",
    "__class__",
    "__exit__",
    "__module__",
    "__init_subclass__",
]
MORE_OFFERS = {
    "string": "Formatter",
    "operator": "attrgetter methodcaller",
    "sys": "modules exit settrace path",
    "typing": "get_type_hints ForwardRef",
    "dataclasses": "make_dataclass Field",
    "io": "open FileIO open_code",
    "uuid": "getnode uuid1",
    "collections": "UserString",
    "functools": "singledispatchmethod",
    "contextlib": "redirect_stdout chdir",
    "types": "CodeType ModuleType",
    "zlib": "decompressobj",
    "calendar": "LocaleTextCalendar",
    "json": "decoder",
    "queue": "threading",
    "enum": "EnumMeta ReprEnum sys",
}


class Rule(NamedTuple):
    """One rule, as `mutants` takes it away, and a program that shows it."""

    mutant: str
    witness: Spelling


def rules() -> list[Rule]:
    """All rules."""
    return [*_dropped(), *_added(), *_offered(), *_unwrapped(), *_unguarded(), *_walked_through()]


def _rule(mutant: str, source: str, outcome: str) -> Rule:
    return Rule(mutant, Spelling(f"rule/{mutant}", source, outcome))


def _dropped() -> list[Rule]:
    seen = "def f():\n    yield 1\ng = f()\n"
    made = "class Mine:\n    {0} = 1\n    def f(self):\n        self.{0} = 1\ng = Mine()\n"
    frames = [
        _rule(f"drop FRAMES {name}", f"{seen}got = g.{name}\n", "refused STELP-S006") for name in sorted(names.FRAMES)
    ]
    private = [
        _rule(f"drop ESCAPES {name}", f"{made.format(name)}got = g.{name}\n", "refused STELP-S005")
        for name in sorted(names.ESCAPES)
    ]
    return frames + private


def _added() -> list[Rule]:
    builtins = [_rule(f"add BUILTINS {name}", f"got = {name}\n", "refused STELP-S007") for name in DANGEROUS_BUILTINS]
    read = [_rule(f"add READABLE {name}", f"got = len.{name}\n", "refused STELP-S004") for name in DANGEROUS_DUNDERS]
    defined = [
        _rule(
            f"add DEFINABLE {name}", f"class C:\n    def {name}(self, *rest):\n        return 1\n", "refused STELP-S012"
        )
        for name in DANGEROUS_METHODS
    ]
    assigned = [
        _rule(f"add ASSIGNABLE {name}", f"class C:\n    {name} = print\n", "refused STELP-S004")
        for name in DANGEROUS_ASSIGNMENTS
    ]
    return builtins + read + defined + assigned


def _offered() -> list[Rule]:
    return [
        _rule(f"offer {module} {name}", f"from {module} import {name}\ngot = {name}\n", "refused STELP-S010")
        for module, listed in MORE_OFFERS.items()
        for name in listed.split()
    ]


CATALOGUE = {
    "dataclasses dataclass": "29-names-in-c/annotations",
    "dataclasses fields": "29-names-in-c/fields",
    "functools cached_property": "29-names-in-c/indirect",
    "functools partialmethod": "02-builtin-self/kept-by-a-partial-method",
    "functools update_wrapper": "29-names-in-c/wraps",
    "math comb": "39-resource-bombs/chosen",
    "math factorial": "39-resource-bombs/factorial",
    "operator ilshift": "39-resource-bombs/shift",
    "operator imul": "39-resource-bombs/in-place",
    "operator ipow": "39-resource-bombs/power",
    "operator lshift": "39-resource-bombs/shifted",
    "sys stdout": "51-descriptors/streams",
    "zlib decompress": "39-resource-bombs/inflated",
}
"""For the others, the spelling that shows it."""


KINDS = {
    "BuiltinFunctionType": "len", "FunctionType": "C.f", "GeneratorType": "(x for x in ())",
    "GenericAlias": "list[int]", "LambdaType": "lambda: 1",
    "MethodType": "C().f",
}  # fmt: skip
"""A thing of each kind that has a stand-in."""


SAME = frozenset((("asyncio", "TimeoutError"), ("abc", "ABCMeta")))
"""Wrapped only so that the real module need not be loaded; and what no program holds, as far as we know: the rule
behind the rule, which tests/transpile/runtime/test_classes.py asks itself."""


def _unwrapped() -> list[Rule]:
    wrapped = [(module, name) for module, listing in sorted(LISTINGS.items()) for name in sorted(listing.wrapped)]
    return [_unwrapped_rule(module, name) for module, name in wrapped if (module, name) not in SAME]


def _unwrapped_rule(module: str, name: str) -> Rule:
    mutant = f"unwrap {module} {name}"
    witness = _witnesses("unwrap").get(f"{module} {name}")
    if witness is not None:
        return Rule(mutant, witness)
    if module == "enum":
        return _rule(mutant, f"from enum import {name} as E\ngot = E('X', [('__reduce__', 1)])\n", "blocked STELP-R005")
    if module == "asyncio":
        source = f"import asyncio\nassert not asyncio.{name}.__module__.startswith('asyncio')\n"
        return _rule(mutant, source, "completed")
    if module == "re":
        call = {"compile": "('(a+)+$')", "sub": "('(a+)+$', '', 'b')", "subn": "('(a+)+$', '', 'b')"}.get(
            name, "('(a+)+$', 'b')"
        )
        return _rule(mutant, f"import re\ngot = re.{name}{call}\n", "blocked STELP-R004")
    if module == "types":
        made = "class C:\n    def f(self):\n        return 1\n"
        source = f"from types import {name}\n{made}assert {name} is type({KINDS[name]})\n"
        return _rule(mutant, source, "completed")
    if module == "calendar":
        return _rule(mutant, f"import calendar\nassert type(calendar.{name}) is tuple\n", "completed")
    return Rule(mutant, next(each for each in spellings() if each.id == CATALOGUE[f"{module} {name}"]))


def _unguarded() -> list[Rule]:
    return [Rule(f"unguard {name}", spelling) for name, spelling in _witnesses("unguard").items()]


def _walked_through() -> list[Rule]:
    """One rule for each kind of syntax whose visitor looks at something; what the whole policy says is the outcome."""
    known = {kind.__name__ for kind in visitors(())}
    return [Rule(f"through {kind}", spelling) for kind, spelling in _witnesses("through").items() if kind in known]


def _witnesses(what: str) -> dict[str, Spelling]:
    cases = tomllib.loads(CASES.read_text("utf-8"))[what]
    return {name: Spelling(f"{what} {name}", case["source"], case["outcome"]) for name, case in cases.items()}
