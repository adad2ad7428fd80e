"""Honest changes out of two neighbouring releases: one function at a time, with the tests that speak of it. Pure."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from stelp_ci.change.roles import role_of
from stelp_ci.model.change import Unreadable
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.syntax import parse
from stelp_ci.probe.naming import Naming
from stelp_ci.probe.tamper.functions import Function, find_functions
from stelp_ci.probe.tamper.shape import shape

_NAMING = Naming()
_SKIPPED = frozenset({"docs", "doc", "examples", "benchmarks", "build", ".git"})


class Definition(NamedTuple):
    """A function in one version of a file. `lines` is its span, decorators included, from 0, the end excluded."""

    path: str
    name: str
    node: Function
    lines: tuple[int, int]


class Derived(NamedTuple):
    """One function that a release changed or added, and the tests beside it.

    `code` and `tests` hold the files of the newer release that have to be written otherwise to take back the function,
    and its tests: whole texts by path.
    """

    function: str
    added: bool
    written: tuple[str, ...]
    code: dict[str, str]
    tests: dict[str, str]


def derive(old: Path, new: Path) -> Iterator[Derived]:
    """Every changed or added function of the code that some changed or added test names, in order of path.

    A function that the older release has elsewhere has moved, and is neither.
    """
    before, after = _definitions(old), _definitions(new)
    names = {name for _, name in before}
    tests = [key for key in sorted(after) if _is_test(*key) and _differs(before.get(key), after[key])]
    for key in sorted(after):
        if not _is_code(key[0]) or not _differs(before.get(key), after[key]) or _is_dunder(key[1]):
            continue
        if key not in before and key[1] in names:
            continue
        name = re.compile(rf"\b{re.escape(key[1].rpartition('::')[2])}\b")
        naming = [one for one in tests if name.search(_text(new, after[one]))]
        if naming:
            taken_back = {one: _text(old, before[one]) if one in before else None for one in (key, *naming)}
            yield _derived(new, key, naming, after, taken_back)


Key = tuple[str, str]
Definitions = dict[Key, Definition]


def _derived(new: Path, key: Key, tests: list[Key], after: Definitions, taken_back: dict[Key, str | None]) -> Derived:
    """`taken_back` holds the older text of the function and of its tests; None for what the older release lacks."""
    added = taken_back[key] is None
    code = _rewrite(new, [after[key]], taken_back)
    changed_tests = _rewrite(new, [after[one] for one in tests], taken_back)
    if added and "::" not in key[1]:
        code = {path: _unlisted(text, key[1]) for path, text in code.items()}
        changed_tests = {path: _unimported(text, key[1]) for path, text in changed_tests.items()}
    return Derived(
        f"{key[0]}:{key[1].replace('::', '.')}", added, tuple("::".join(one) for one in tests), code, changed_tests
    )


def _definitions(root: Path) -> Definitions:
    found: Definitions = {}
    for file in sorted(root.rglob("*.py")):
        path = file.relative_to(root)
        if not _SKIPPED & set(path.parts) and path.name not in ("setup.py", "conftest.py"):
            found.update({(one.path, one.name): one for one in _in_file(path.as_posix(), file.read_bytes())})
    return found


def _in_file(path: str, source: bytes) -> Iterator[Definition]:
    tree = parse(source)
    if isinstance(tree, Unreadable):
        return
    for name, found in find_functions(tree, _NAMING).items():
        start = min([found.node.lineno, *(mark.lineno for mark in found.node.decorator_list)])
        yield Definition(path, name, found.node, (start - 1, found.node.end_lineno or start))


def _is_code(path: str) -> bool:
    return role_of(path) is FileRole.SOURCE and not _NAMING.is_test_file(path)


def _is_test(path: str, name: str) -> bool:
    return _NAMING.is_test_file(path) and name.rpartition("::")[2].startswith("test")


def _is_dunder(name: str) -> bool:
    """Operators reach these, names do not: which test speaks of them cannot be read off."""
    return name.rpartition("::")[2].startswith("__")


def _differs(before: Definition | None, after: Definition) -> bool:
    return before is None or _meaning(before.node) != _meaning(after.node)


def _meaning(node: Function) -> str:
    """The shape without the docstring and without annotations of the signature."""
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    arguments = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    defaults = [one for one in (*node.args.defaults, *node.args.kw_defaults) if one is not None]
    return " ".join([*arguments, shape(list(defaults)), shape(list(node.decorator_list)), shape(list(body))])


def _text(root: Path, one: Definition) -> str:
    start, end = one.lines
    return "".join((root / one.path).read_text("utf-8").splitlines(keepends=True)[start:end])


def _rewrite(root: Path, definitions: list[Definition], taken_back: dict[Key, str | None]) -> dict[str, str]:
    """The files with each definition replaced by its older text, or taken out."""
    files: dict[str, str] = {}
    for path in sorted({one.path for one in definitions}):
        lines = (root / path).read_text("utf-8").splitlines(keepends=True)
        mine = sorted((one for one in definitions if one.path == path), key=lambda one: -one.lines[0])
        for one in mine:
            lines[one.lines[0] : one.lines[1]] = [taken_back[one.path, one.name] or _nothing(lines[one.lines[0]])]
        files[path] = "".join(lines)
    return files


def _nothing(first_line: str) -> str:
    """What stands for a definition that was taken out: a class may have had no other."""
    indent = first_line[: len(first_line) - len(first_line.lstrip())]
    return f"{indent}pass\n" if indent else ""


def _unlisted(text: str, name: str) -> str:
    """Without the name in `__all__`, where it stands on a line of its own."""
    return re.sub(rf"(?m)^\s*['\"]{re.escape(name)}['\"],?\s*\n", "", text)


def _unimported(text: str, name: str) -> str:
    """Without the import of the name; one inside a function is that function's own."""
    tree = parse(text.encode())
    for node in tree.body if not isinstance(tree, Unreadable) else ():
        if isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names):
            kept = [alias for alias in node.names if alias.name != name]
            lines = text.splitlines(keepends=True)
            written = f"from {'.' * node.level}{node.module or ''} import {', '.join(map(ast.unparse, kept))}\n"
            lines[node.lineno - 1 : node.end_lineno] = [written if kept else ""]
            return "".join(lines)
    return text
