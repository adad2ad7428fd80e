"""The two versions of a changed function, side by side; those that cannot be compared, with the reason."""

import ast
import copy
from typing import NamedTuple

from stelp_ci.model.change import Unit
from stelp_ci.model.source import Runnable
from stelp_ci.probe.modules import module_name
from stelp_ci.probe.survey.functions import ChangedFunction, FunctionNode, Version, read_version


class Pair(NamedTuple):
    """A function with both versions, and where each is found inside."""

    function: ChangedFunction
    base: Version
    head: Version
    base_place: dict[str, object]
    head_place: dict[str, object]


def pairs(functions: list[ChangedFunction], base: Runnable) -> tuple[list[Pair], list[tuple[ChangedFunction, str]]]:
    """The pairs, and the functions that make none."""
    made = [(one, _pair(one, base)) for one in functions]
    return [pair for _, pair in made if isinstance(pair, Pair)], [
        (one, why) for one, why in made if isinstance(why, str)
    ]


def _pair(one: ChangedFunction, base: Runnable) -> Pair | str:
    old = one.changed.base
    if one.head is None or old is None:
        return one.unread or "the base does not have it"
    if "<locals>" in one.unit.qualname:
        return "it is made anew at each call of the function around it"
    before = module_name(old.path, base.import_paths)
    if not one.module or before is None:
        return "its file is not an importable module"
    version = read_version(base.source / old.path, old)
    if isinstance(version, str):
        return f"on the base, {version}"
    if _code(version.node) == _code(one.head.node):
        return "its code is the same, comments and docstring aside"
    return Pair(one, version, one.head, _place(before, old), _place(one.module, one.unit))


def _place(module: str, unit: Unit) -> dict[str, object]:
    return {"module": module, "qualname": unit.qualname, "first": unit.span.start}


def _code(function: FunctionNode) -> str:
    """What of a function decides what it does."""
    bare = copy.copy(function)
    if ast.get_docstring(function, clean=False) is not None:
        bare.body = function.body[1:]
    return ast.dump(bare)
