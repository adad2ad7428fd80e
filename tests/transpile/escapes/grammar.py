"""Programs of the strict language that reach for whatever they can: a grammar of its own, and a seed for each program.

Every step keeps what it gets in a variable or in KEPT, exceptions and arguments of callbacks too, so that the oracle
finds in the namespace what the program ever held. Runs inside the sandbox.
"""

# pyright: reportMissingImports=false, reportAttributeAccessIssue=false
# Inside, the transpiler is a package of its own.

import random
from collections.abc import Callable

from transpile.facades import table

_MODULES = [name for name in sorted(table.LISTINGS) if name != "time"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FAVOURITES = _words(
    "functools dataclasses enum copy types typing contextlib operator collections itertools abc re string "
    "json random sys io decimal fractions calendar queue"
)
_CLOSED = _words(
    "__class__ __globals__ __builtins__ __dict__ __self__ __subclasses__ __base__ __bases__ __mro__ "
    "__code__ __closure__ __func__ __init__ __new__ __reduce_ex__ __getattribute__ __traceback__ "
    "__module__ __loader__ __wrapped__ __import__ gi_frame cr_frame tb_frame f_globals gi_code obj mro "
    "format format_map with_traceback __call__ __get__"
)
_OPEN = _words(
    "args func keywords fget fset name value real data maps register registry dispatch attrname fields "
    "default default_factory metadata type pattern flags encode decode iterencode default raw_decode "
    "object_hook join update get items keys values copy pop append cache_info cache_clear "
    "cache_parameters exceptions split derive code filename path gen push callback pop_all enter_context "
    "numerator denominator write writelines read getvalue encoding random seed getstate hexdigest digest "
    "tzinfo min max union mutex not_empty queue prmonth formatmonth formatweekday template substitute "
    "prec rounding traps __name__ __doc__ __init__ __call__ __get__ __eq__ __len__ __iter__ __new__ "
    "__copy__ __class__ with_traceback format format_map obj mro"
)
_HOOKS = _words(
    "__call__ __add__ __radd__ __or__ __ror__ __and__ __eq__ __lt__ __hash__ __len__ __iter__ __next__ "
    "__getitem__ __setitem__ __contains__ __enter__ __get__ __set__ __set_name__ __init_subclass__ "
    "__class_getitem__ __getattr__ __str__ __repr__ __format__ __index__ __int__ __bool__ __copy__ "
    "__deepcopy__ __missing__ __mod__ __mul__ __pow__ __post_init__ __dir__ __reversed__ __await__"
)
_PRIVATE = _words(
    "_recreate_cm _push_exit_callback _exit_callbacks _convert_ _create_ _add_member_ _dump_registry _field_type "
    "_name _inst _member_map_ _evaluate _abc_impl _clear_cache _randbelow _exceptions _get _mapping _maps"
)
_FIELDS = _words("gi_frame f_globals f_back cr_frame obj format mro with_traceback x name args")
_SPECIAL = _words(
    "__reduce_ex__ __dataclass_fields__ __match_args__ __annotations__ __mro_entries__ __setstate__ __exit__ "
    "__deepcopy__ __dict__ __wrapped__ __text_signature__ __typing_subst__ __set_name__ __class__ metaclass"
)
_OPERATORS = _words("+ - * / // % | & ^ == < << ** in is and or @")
_BUILTINS = _words(
    "getattr hasattr setattr delattr vars dir type isinstance issubclass map filter zip sorted min max "
    "sum iter next repr str format property staticmethod classmethod super object list dict tuple set int "
    "bytes enumerate reversed callable print round hash memoryview Exception AttributeError BaseException "
    "ExceptionGroup KeyError len"
)
_LITERALS = (
    "1",
    "'x'",
    "[]",
    "{}",
    "()",
    "None",
    "b'x'",
    "'{0}'",
    "3.5",
    "(1, 2)",
    "{'a': 1}",
    "'a b'",
    "lambda *a, **k: a",
)


def generate(seed: int) -> str:
    """The program of one seed."""
    return _Writer(random.Random(seed)).program()  # noqa: S311 - a seed is the point


class _Writer:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._count = 0
        once = [self._item, self._operation, self._template, self._store, self._set, self._copied, self._matched]
        once += [self._looped, self._entered, self._decorated, self._generated, self._comprehended]
        once += [self._fielded, self._rebuilt, self._keyed, self._privately, self._raised]
        often = [self._attribute, self._access, self._called_back, self._derived, self._call]
        self._steps: list[Callable[[str], str]] = [*once, *often * 3, *[self._call] * 3, *[self._spied] * 2]

    def program(self) -> str:
        lines = ["KEPT = []", *(self._imported() for _ in range(self._chance.randint(1, 3)))]
        lines += [self._kept(self._chance.choice(self._steps)) for _ in range(self._chance.randint(4, 12))]
        return "\n".join(lines) + "\n"

    def _kept(self, step: Callable[[str], str]) -> str:
        name = f"v{self._count}"
        body = step(name)
        self._count += 1
        indented = "\n".join(f"    {line}" for line in body.split("\n"))
        return f"try:\n{indented}\nexcept Exception as error:\n    {name} = error"

    def _imported(self) -> str:
        module = self._chance.choice(_FAVOURITES if self._chance.random() < 0.8 else _MODULES)
        name = self._chance.choice(sorted(table.LISTINGS[module].names))
        self._count += 1
        if self._chance.random() < 0.2 or name in {"ABCMeta", "sleep"}:
            return f"import {module} as v{self._count - 1}"
        return f"from {module} import {name} as v{self._count - 1}"

    def _value(self) -> str:
        roll = self._chance.random()
        if self._count and roll < 0.7:
            return f"v{self._chance.randrange(self._count)}"
        if roll < 0.85:
            return self._chance.choice(_BUILTINS)
        return f"({self._chance.choice(_LITERALS)})"

    def _text(self) -> str:
        """The name of an attribute as a string, written one way or another."""
        name = self._chance.choice(_CLOSED if self._chance.random() < 0.15 else _OPEN)
        half = len(name) // 2
        spellings = (f"'{name}'", f"'{name[:half]}' + '{name[half:]}'", f"'{name[::-1]}'[::-1]")
        return self._chance.choice(spellings)

    def _arguments(self) -> str:
        return ", ".join(self._value() for _ in range(self._chance.randint(0, 3)))

    def _call(self, name: str) -> str:
        return f"{name} = {self._value()}({self._arguments()})"

    def _attribute(self, name: str) -> str:
        return f"{name} = {self._value()}.{self._chance.choice(_OPEN)}"

    def _access(self, name: str) -> str:
        return f"{name} = getattr({self._value()}, {self._text()})"

    def _item(self, name: str) -> str:
        return f"{name} = {self._value()}[{self._value()}]"

    def _operation(self, name: str) -> str:
        return f"{name} = {self._value()} {self._chance.choice(_OPERATORS)} {self._value()}"

    def _template(self, name: str) -> str:
        field = self._chance.choice(("{0}", "{0!r}", "{0:{1}}", "{0[0]}"))
        return f"t{name} = '{field}'\n{name} = t{name}.format({self._value()}, {self._value()})"

    def _store(self, name: str) -> str:
        target = f"v{self._chance.randrange(self._count)}"
        attribute = self._chance.choice([each for each in _OPEN if not each.startswith("__")])
        return f"{name} = {target}\n{name}.{attribute} = {self._value()}"

    def _set(self, name: str) -> str:
        return f"{name} = setattr({self._value()}, {self._text()}, {self._value()})"

    def _copied(self, name: str) -> str:
        how = self._chance.choice(("copy", "deepcopy"))
        memo = f"m{name} = {{}}\nKEPT.append(m{name})\n" if how == "deepcopy" else ""
        given = f", m{name}" if memo else ""
        return f"{memo}from copy import {how} as c{name}\n{name} = c{name}({self._value()}{given})"

    def _matched(self, name: str) -> str:
        attribute = self._chance.choice([each for each in _OPEN if not each.startswith("_")])
        return f"match {self._value()}:\n    case object({attribute}=m{name}):\n        {name} = m{name}"

    def _fielded(self, name: str) -> str:
        """A class whose fields have telling names, asked for what it holds of something else."""
        fields = "".join(f"    {self._chance.choice(_FIELDS)}: object = None\n" for _ in range(2))
        base = self._chance.choice(("ABC", "Protocol", "NamedTuple", self._value()))
        lines = ["from abc import ABC", "from dataclasses import dataclass", "from typing import NamedTuple, Protocol"]
        lines += [f"class k{name}({base}):\n{fields}", f"k{name} = {self._chance.choice(('dataclass', 'v0'))}(k{name})"]
        lines += [f"k{name}.register({self._value()})"] if base == "ABC" else []
        return "\n".join([*lines, f"match {self._value()}:\n    case k{name}(m{name}):\n        {name} = m{name}"])

    def _rebuilt(self, name: str) -> str:
        """A copy of what says itself how it is made, and what is set on it."""
        states = (self._value(), f"(None, {self._keys()})", self._keys(), f"({self._value()}, {self._value()})")
        how = f"(lambda: {self._value()}), (), {self._chance.choice(states)}"
        given = f"SimpleNamespace(**{{'__reduce_ex__': lambda protocol: ({how})}})"
        return f"from copy import deepcopy\nfrom types import SimpleNamespace\n{name} = deepcopy({given})"

    def _keys(self) -> str:
        return f"{{'{self._chance.choice((*_SPECIAL, *_PRIVATE, *_FIELDS))}': {self._value()}}}"

    def _keyed(self, name: str) -> str:
        """Names with underscores on both sides, by way of a dictionary."""
        called = self._chance.choice(("SimpleNamespace", self._value()))
        return f"from types import SimpleNamespace\n{name} = {called}({self._arguments() or '*()'}, **{self._keys()})"

    def _privately(self, name: str) -> str:
        half = self._chance.choice(_PRIVATE)
        return f"{name} = getattr({self._value()}, '{half[:3]}' + '{half[3:]}')({self._arguments()})"

    def _raised(self, name: str) -> str:
        return f"with {self._value()} as {name}:\n    raise ValueError({self._value()})"

    def _looped(self, name: str) -> str:
        return f"for {name} in {self._value()}:\n    KEPT.append({name})\n    if len(KEPT) > 20:\n        break"

    def _entered(self, name: str) -> str:
        return f"with {self._value()} as {name}:\n    KEPT.append({self._value()}({self._arguments()}))"

    def _decorated(self, name: str) -> str:
        body = f"def {name}(*a, **k):\n    KEPT.extend(a)\n    return {self._value()}"
        return (
            f"@{self._plain()}\n{body}"
            if self._chance.random() < 0.5
            else f"@{self._plain()}\nclass {name}:\n    x: int = 1"
        )

    def _plain(self) -> str:
        return f"v{self._chance.randrange(self._count)}"

    def _derived(self, name: str) -> str:
        base = self._value() if self._chance.random() < 0.7 else "object"
        hooks = "\n".join(self._hook() for _ in range(self._chance.randint(1, 3)))
        made = f"\nk{name} = {name}\n{name} = k{name}({self._arguments()})" if self._chance.random() < 0.6 else ""
        return f"class {name}({base}):\n{hooks}{made}"

    def _hook(self) -> str:
        hook = self._chance.choice(_HOOKS)
        return f"    def {hook}(self, *a, **k):\n        KEPT.extend(a)\n        return {self._value()}"

    def _spied(self, name: str) -> str:
        """An object that keeps whatever any operator or library hands to it."""
        hooks = "\n".join(self._hook() for _ in range(6))
        return f"class k{name}:\n    x = 1\n{hooks}\n{name} = k{name}()"

    def _called_back(self, name: str) -> str:
        given = f"def g{name}(*a, **k):\n    KEPT.extend(a)\n    KEPT.append(k)\n    return {self._value()}"
        call = self._chance.choice(
            (f"g{name}", f"g{name}, {self._value()}", f"{self._value()}, g{name}", f"key=g{name}")
        )
        return f"{given}\n{name} = {self._value()}({call})"

    def _generated(self, name: str) -> str:
        return f"def g{name}():\n    {name} = yield {self._value()}\n    KEPT.append({name})\n{name} = g{name}()"

    def _comprehended(self, name: str) -> str:
        return f"{name} = [(w{name} := {self._value()}({self._arguments()})) for each in {self._value()}]"
