"""Values that modules assign as literals, such as `__version__`, read from their syntax trees."""

import ast

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.setup_py import parse_quietly


def assigned_string(files: ProjectFiles, path: str, names: tuple[str, ...]) -> str:
    """The string that the module at `path` assigns to the first of `names` it has; empty where it is computed."""
    source = files.text(path)
    if source is None:
        return ""
    try:
        body = parse_quietly(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""  # a module that does not parse is reported where it is judged
    found = {name: value for statement in body for name, value in _assignments(statement)}
    return next((found[name] for name in names if name in found), "")


def _assignments(statement: ast.stmt) -> list[tuple[str, str]]:
    match statement:
        case ast.Assign(targets=targets, value=ast.Constant(value=str() as value)):
            return [(target.id, value) for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str() as value)):
            return [(name, value)]
        case _:
            return []
