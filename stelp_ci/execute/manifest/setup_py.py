"""The literal arguments of the `setup()` call in setup.py, read from its syntax tree."""

import ast
import warnings
from typing import NamedTuple

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.printable import printable


class SetupCall(NamedTuple):
    """The keywords of `setup()`: values that are literals, and the names of those that are computed."""

    literals: dict[str, object] = {}  # noqa: RUF012 - the default is never written to
    computed: frozenset[str] = frozenset()


def read_setup_call(files: ProjectFiles) -> SetupCall:
    """Read setup.py without executing it. Names of module-level literals are followed; nothing else is."""
    source = files.text("setup.py")
    if source is None:
        return SetupCall()
    try:
        module = parse_quietly(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        files.note(f"setup.py cannot be parsed: {printable(error)}")
        return SetupCall()
    call = _setup_call(module)
    return SetupCall() if call is None else _keywords(call, _constants(module))


def parse_quietly(source: str) -> ast.Module:
    """The syntax tree; doubtful escapes in a project's file are not our user's warnings. Raises as `ast.parse`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _setup_call(module: ast.Module) -> ast.Call | None:
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name == "setup":
                return node
    return None


def _constants(module: ast.Module) -> dict[str, ast.expr]:
    """Module-level names that are assigned exactly once."""
    values: dict[str, list[ast.expr]] = {}
    for statement in module.body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, []).append(statement.value)
    return {name: found[0] for name, found in values.items() if len(found) == 1}


def _keywords(call: ast.Call, constants: dict[str, ast.expr]) -> SetupCall:
    literals: dict[str, object] = {}
    computed: set[str] = set()
    for keyword in call.keywords:
        value = keyword.value
        node = constants.get(value.id, value) if isinstance(value, ast.Name) else value
        try:
            literals[keyword.arg or "**"] = ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            computed.add(keyword.arg or "**")
    return SetupCall(literals, frozenset(computed))
