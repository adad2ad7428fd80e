"""What stands beside the tests in the place of a changed module: the base's text, functions that look answers up."""

import ast
import json
from pathlib import Path

from stelp_ci.probe.isolated.answers import Known
from stelp_ci.probe.isolated.eligible import Module
from stelp_ci.probe.survey.functions import ChangedFunction

_ANSWERS = "__stelp_answers__"


def write_stand_ins(modules: list[Module], known: Known, folder: Path) -> list[str]:
    """Write each module below `folder`, at its path; gives the paths."""
    for module in modules:
        place = folder / module.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_text(module, known), encoding="utf-8")
    return [module.path for module in modules]


def _text(module: Module, known: Known) -> str:
    answers = [
        [one.module + ":" + one.unit.qualname, call, told] for one in module.functions for call, told in known[id(one)]
    ]
    table = json.dumps(json.dumps(answers))
    preamble = f"from _stelp.isolated import Answers as {_ANSWERS}\n\n{_ANSWERS} = {_ANSWERS}({table})\n"
    return "\n\n".join([module.base, preamble, *(_function(one) for one in module.functions)])


def _function(one: ChangedFunction) -> str:
    assert one.head is not None  # noqa: S101 - those without were refused
    given = one.head.node.args
    bare = ast.arguments(
        posonlyargs=[ast.arg(part.arg) for part in given.posonlyargs],
        args=[ast.arg(part.arg) for part in given.args],
        kwonlyargs=[ast.arg(part.arg) for part in given.kwonlyargs],
        defaults=given.defaults,
        kw_defaults=given.kw_defaults,
    )
    by_place = ", ".join(part.arg for part in given.posonlyargs)
    by_name = ", ".join(f"({part.arg!r}, {part.arg})" for part in (*given.args, *given.kwonlyargs))
    name = f"{one.module}:{one.unit.qualname}"
    asked = f"{_ANSWERS}.answer({name!r}, [{by_place}], [{by_name}])"
    return f"def {one.unit.qualname}({ast.unparse(bare)}):\n    return {asked}\n"
