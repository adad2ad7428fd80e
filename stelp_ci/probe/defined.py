"""Names that source code defines: by which a test that fails for want of a name is told from one that disagrees."""

import ast
import re
from pathlib import Path

from stelp_ci.model.change import Change, Unreadable
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.syntax import parse

_WANTED = tuple(
    re.compile(pattern)
    for pattern in (
        r"cannot import name '([^']+)'",
        r"No module named '([^']+)'",
        r"has no attribute '([^']+)'",
        r"name '([^']+)' is not defined",
        r"got an unexpected keyword argument '([^']+)'",
        r"missing \d+ required (?:positional|keyword-only) arguments?: '([^']+)'",
    )
)
_TOO_MANY = re.compile(r"([\w.<>]+)\(\) takes .* positional arguments? but \d+ (?:was|were) given")


class OnlyIn:
    """The names that the changed source files define on one side and not on the other."""

    def __init__(self, change: Change, here: Path, there: Path) -> None:
        mine, others = set[str](), set[str]()
        for file in change.files:
            if file.is_python and file.role is FileRole.SOURCE:
                sides = (file.head_path, file.base_path)
                mine.update(*(_defined(here / path) for path in sides if path))
                others.update(*(_defined(there / path) for path in sides if path))
        self.names = mine - others
        self.signatures = {name.partition("(")[0] for name in self.names if "(" in name}

    def wanted(self, message: str) -> str:
        """The name for want of which a test failed, if it is one of these; empty otherwise."""
        for pattern in _WANTED:
            found = pattern.search(message)
            if found:
                last = found[1].rpartition(".")[2]
                return last if last in self.names else ""
        taken = _TOO_MANY.search(message)
        last = taken[1].rpartition(".")[2] if taken else ""
        return last if last in self.signatures else ""


def _defined(path: Path) -> set[str]:
    """Functions, classes, parameters, assigned names, the module itself, and `name(` with its number of parameters."""
    if path.is_symlink() or not path.is_file():
        return set()
    tree = parse(path.read_bytes())
    names = {path.parent.name if path.stem == "__init__" else path.stem}
    if isinstance(tree, Unreadable):
        return names
    for node in ast.walk(tree):
        names.update(_names(node))
    return names


def _names(node: ast.AST) -> tuple[str, ...]:
    match node:
        case ast.FunctionDef(name=name, args=args) | ast.AsyncFunctionDef(name=name, args=args):
            return name, f"{name}({len(args.posonlyargs) + len(args.args)}"
        case ast.ClassDef(name=name) | ast.arg(arg=name) | ast.alias(asname=str(name)):
            return (name,)
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return (name,)
        case ast.alias(name=name):
            return (name.rpartition(".")[2],)
        case _:
            return ()
