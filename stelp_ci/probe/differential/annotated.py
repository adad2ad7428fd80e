"""Calls of a function that no test calls: from its annotations and default values, else one value of each kind."""

import ast

from stelp_ci.probe.differential.constants import Constants
from stelp_ci.probe.differential.inputs import Input
from stelp_ci.probe.differential.values import Plain
from stelp_ci.probe.survey.functions import FunctionNode

_UNKNOWN: tuple[Plain, ...] = (3, "a b", [3, 1, 2], {"float": "1.5"}, {"dict": [["a", 1]]})
_NAMED: dict[str, tuple[Plain, ...]] = {
    "int": (3, 10),
    "float": ({"float": "2.5"}, {"float": "10.0"}),
    "bool": (True, False),
    "str": ("a b", "abc"),
    "bytes": ({"bytes": "6162"},),
    "complex": ({"complex": ["1.0", "2.0"]},),
    "object": _UNKNOWN,
    "Any": _UNKNOWN,
}
_SEQUENCES = frozenset({"list", "List", "Sequence", "Iterable", "Collection", "MutableSequence", "Iterator"})
_SETS = {"set": "set", "Set": "set", "AbstractSet": "set", "frozenset": "frozenset", "FrozenSet": "frozenset"}
_MAPPINGS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "defaultdict"})
MAX_DEPTH = 3


def annotated_calls(function: FunctionNode, constants: Constants) -> list[Input]:
    """Calls for a plain function; none where it takes what cannot be guessed, such as a `self`."""
    arguments = function.args
    needed = [*arguments.posonlyargs, *arguments.args]
    if needed and needed[0].arg in ("self", "cls", "mcs"):
        return []
    choices = [_choices(one, constants) for one in (*needed, *arguments.kwonlyargs)]
    if any(not choice for choice in choices):
        return []
    most = max((len(choice) for choice in choices), default=1)
    return [_call(arguments, [choice[n % len(choice)] for choice in choices]) for n in range(most)]


def _call(arguments: ast.arguments, values: list[Plain]) -> Input:
    first = len(arguments.posonlyargs)
    names = [one.arg for one in (*arguments.args, *arguments.kwonlyargs)]
    return Input(tuple(values[:first]), tuple(zip(names, values[first:], strict=True)))


def _choices(argument: ast.arg, constants: Constants) -> tuple[Plain, ...]:
    values = _UNKNOWN if argument.annotation is None else of_annotation(argument.annotation, 0)
    texts: tuple[Plain, ...] = tuple(constants.texts[:2]) if "a b" in values else ()
    return (*values, *texts)


def of_annotation(node: ast.expr, depth: int) -> tuple[Plain, ...]:
    """Values of an annotated type; none for a type that is not known here."""
    if depth > MAX_DEPTH:
        return ()
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return _NAMED.get(name) or _container(name, [], depth)
        case ast.Constant(value=None):
            return (None,)
        case ast.Constant(value=str(text)):
            return _written(text, depth)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return (*of_annotation(left, depth + 1), *of_annotation(right, depth + 1))
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name), slice=inner):
            return _container(name, list(inner.elts) if isinstance(inner, ast.Tuple) else [inner], depth)
        case _:
            return ()


def _written(text: str, depth: int) -> tuple[Plain, ...]:
    """An annotation in quotes."""
    if len(text) > 200:
        return ()
    try:
        return of_annotation(ast.parse(text, mode="eval").body, depth + 1)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()


def _container(name: str, inner: list[ast.expr], depth: int) -> tuple[Plain, ...]:
    parts = [of_annotation(one, depth + 1) for one in inner]
    known = [list(values) for values in parts if values]
    if name in ("Optional", "Union"):
        return (*(value for values in known for value in values), *((None,) if name == "Optional" else ()))
    items: list[Plain] = known[0][:2] if known else [3, 1, 2]
    if name in _SEQUENCES:
        return ([*items, items[0]], [])
    if name in _SETS:
        return ({_SETS[name]: items},)
    if name in ("tuple", "Tuple"):
        return ({"tuple": [values[0] for values in known] if len(known) > 1 else [*items, items[0]]},)
    if name in _MAPPINGS:
        keys: list[Plain] = known[0][:2] if known else ["a"]
        values = known[1] if len(known) > 1 else [1, 2]
        return ({"dict": [[key, value] for key, value in zip(keys, values, strict=False)]},)
    return ()
