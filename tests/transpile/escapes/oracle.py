"""Whether a program holds what no program may: a walk over everything that it can reach. Runs inside the sandbox."""

# pyright: reportMissingImports=false, reportAttributeAccessIssue=false
# Inside, the transpiler is a package of its own.

import builtins
import sys
import types
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from transpile.runtime import asynchronous, attributes, bounds, coroutines, formatting, fuel, session, stop, waiting
from transpile.strict.names import attribute_is_open

KINDS = (types.ModuleType, types.FrameType, types.CodeType, types.TracebackType)
HOST = (
    *(session.Session, attributes.Attributes, bounds.Bounds, fuel.Fuel, formatting.Formatting),
    *(asynchronous.Asynchronous, coroutines.Loop, waiting.Turns),
)
ENDS = (stop.Stop, stop.Denied)
CALLS = (
    *("open", "eval", "exec", "compile", "__import__", "input", "breakpoint", "globals", "locals"),
    *("getattr", "setattr", "delattr", "vars", "dir", "print"),
)
READERS = (object.__getattribute__, type.__getattribute__, super.__getattribute__, type.__subclasses__, type.mro)
FORMATS = (str.format, str.format_map)
ENDS_OF_THE_WALK = (
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodWrapperType,
    types.WrapperDescriptorType,
    types.MethodDescriptorType,
    types.ClassMethodDescriptorType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
)
"""Judged, and not walked: what their open attributes give is made anew each time, and is more of the same."""
MANY = 20_000
ALIKE = 500
"""So many objects of one class of the library are walked: `Fraction(1).real` is another one each time."""


class Oracle:
    """The walk. `known` are ids of objects that were walked before and are in order."""

    def __init__(self) -> None:
        self._forbidden = {id(getattr(builtins, name)): name for name in CALLS if hasattr(builtins, name)}
        self._forbidden.update((id(each), repr(each)) for each in (*READERS, *FORMATS))
        self._forbidden.update((id(vars(module)), f"dict of {name}") for name, module in [*sys.modules.items()])
        self._forbidden[id(sys.modules)] = "sys.modules"
        self._known: dict[int, Any] = {}

    def learn(self, roots: Iterable[tuple[str, Any]], namespace: Any) -> list[str]:
        """Walk what every program is given; what is in order is not walked again."""
        found, seen = self._walk(roots, namespace)
        self._known.update(seen)
        return found

    def judge(self, namespace: dict[str, Any], given: dict[str, Any]) -> list[str]:
        """Paths to what the program holds and must not; nothing for a good program."""
        roots = [(name, value) for name, value in namespace.items() if name not in given or given[name] is not value]
        return self._walk(roots, namespace)[0]

    def _walk(self, roots: Iterable[tuple[str, Any]], namespace: Any) -> tuple[list[str], dict[int, Any]]:
        own = {id(namespace): "the namespace", id(namespace.get("__builtins__")): "the builtins"}
        found: list[str] = []
        seen: dict[int, Any] = {}
        todo = deque(roots)
        alike: dict[type, int] = {}
        while todo and len(seen) < MANY:
            path, value = todo.popleft()
            if id(value) in seen or id(value) in self._known:
                continue
            if not isinstance(value, ENDS_OF_THE_WALK):
                seen[id(value)] = value
            wrong = own.get(id(value)) or self._wrong(value)
            alike[type(value)] = alike.get(type(value), 0) + 1
            if wrong:
                found.append(f"{path}: {wrong}")
            elif alike[type(value)] < ALIKE or vars(type(value)).get("__module__") == session.PROGRAM:
                todo.extend((f"{path}{step}", each) for step, each in _reach(value, namespace))
        return found + (["the walk has no end"] if todo else []), seen

    def _wrong(self, value: Any) -> str:
        kind = type(value)
        if issubclass(kind, (*KINDS, *HOST, *ENDS)):
            return kind.__name__
        if issubclass(kind, type) and issubclass(value, type) and value.__module__ != "abc":
            return f"metaclass {value!r}"
        if issubclass(kind, type) and issubclass(value, (*KINDS, *HOST, *ENDS)):
            return f"class {value!r}"
        if kind is types.BuiltinFunctionType and value.__name__ in {"format", "format_map"} and _reads(value.__self__):
            return "a formatting method"
        return self._forbidden.get(id(value), "")


def _reads(template: Any) -> bool:
    """Whether a template has fields that read attributes; the method of one that has none can do no harm."""
    fields = [*formatting._attributes(str.__str__(template), 2)] if isinstance(template, str) else []
    return (type(template) is not str and isinstance(template, str)) or bool(fields)


def _reach(value: Any, namespace: Any) -> Iterator[tuple[str, Any]]:
    """What one step leads to: elements, and attributes whose names are open."""
    kind = type(value)
    if issubclass(kind, (list, tuple, set, frozenset, deque)):
        base = next(each for each in (list, tuple, set, frozenset, deque) if issubclass(kind, each))
        yield from ((f"[{place}]", each) for place, each in enumerate(base.__iter__(value)))
    if issubclass(kind, dict):
        for key, each in [*dict.items(value)]:
            yield from (("{key}", key), (f"[{key!r:.40}]" if type(key) is str else "[...]", each))
    if kind is types.MappingProxyType:
        yield from ((f"[{key!r:.40}]", value[key]) for key in [*value])
    if kind is types.FunctionType and value.__globals__ is namespace:
        yield from _held(value)
    yield from _attributes(value)


def _held(function: Any) -> Iterator[tuple[str, Any]]:
    for cell in function.__closure__ or ():
        try:
            yield "<closure>", cell.cell_contents
        except ValueError:
            continue
    yield "<defaults>", [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]


def _attributes(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, ENDS_OF_THE_WALK) or type(value) in (str, bytes, int, float, complex, bool, types.NoneType):
        return
    for name in sorted(_names(value)):
        if not attribute_is_open(name):
            continue
        try:
            yield f".{name}", _read(value, name)
        except Exception:  # noqa: BLE001, S112 - whatever a library's property raises, it gives nothing away
            continue


def _names(value: Any) -> set[str]:
    """The names of an object, of its class and of the classes above, without asking the object."""
    classes = type.__dict__["__mro__"].__get__(value if issubclass(type(value), type) else type(value))
    names = {name for above in classes for name in type.__dict__["__dict__"].__get__(above)}
    if issubclass(type(value), type):
        names |= {name for above in type(value).__mro__ for name in type.__dict__["__dict__"].__get__(above)}
    elif type(value).__dictoffset__:
        names |= {*_own_names(value)}
    return {name for name in names if type(name) is str}


def _own_names(value: Any) -> Any:
    try:
        return object.__getattribute__(value, "__dict__")
    except AttributeError:
        return ()


def _read(value: Any, name: str) -> Any:
    """The attribute; of the program's classes as it stands in the class, so that none of the program's code runs."""
    for above in type(value).__mro__:
        if name in vars(above) and vars(above).get("__module__") == session.PROGRAM:
            return vars(above)[name]
    return getattr(value, name)
