"""Whether a module that is installed lacks a name for certain: read off its own source, nothing of it is run.

Stubs are written by hand, may speak of another version, and may describe a part of a package only.
"""

import ast
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from stelp_ci.model.syntax import MAX_BYTES, parse

FOLLOWED = 3
"""Star imports that are followed one behind the other."""

_DYNAMIC = frozenset({"globals", "setattr", "vars", "__getattr__", "__dict__", "lazy_loader", "modules"})
"""Names whose use means that the module may have more than its source binds."""


class Module(NamedTuple):
    """Where a module of a layer is: `source` is None for a compiled one, `stub` what its authors say of it."""

    folder: Path | None
    source: Path | None
    stub: Path | None


def lacks_name(layers: Sequence[Path], module: str, name: str) -> bool:
    """Whether `module` has no `name`. Modules of Python itself are known to whoever asks; so are those with types."""
    if module.partition(".")[0] in sys.stdlib_module_names:
        return True
    found = _located(layers, module)
    if found is None or _is_submodule(found, name):
        return False
    bound = _bound(layers, module, found, FOLLOWED)
    return _is_typed(layers, module, found) if bound is None else name not in bound


def lacks_argument(layers: Sequence[Path], callee: str, argument: str) -> bool:
    """Whether the function or class `callee` (a dotted name) takes no keyword `argument`."""
    module, _, name = callee.rpartition(".")
    if module.partition(".")[0] in sys.stdlib_module_names:
        return True
    found = _located(layers, module)
    if found is None:
        return False
    tree = _tree(found.source)
    takes = [_takes(node, argument) for node in tree.body if _defines(node, name)] if tree is not None else []
    return not any(takes) if takes else _is_typed(layers, module, found)


def _located(layers: Sequence[Path], module: str) -> Module | None:
    parts = module.split(".")
    if not all(part.isidentifier() for part in parts):
        return None
    for layer in layers:
        place = layer.joinpath(*parts)
        for folder, stem in ((place, place / "__init__"), (None, place)):
            source, stub = stem.with_name(stem.name + ".py"), stem.with_name(stem.name + ".pyi")
            if source.is_file():
                return Module(folder, source, stub if stub.is_file() else None)
            if stub.is_file() or any(stem.parent.glob(f"{stem.name}.*.so")):
                return Module(folder, None, stub if stub.is_file() else None)
    return None


def _is_submodule(found: Module, name: str) -> bool:
    if found.folder is None or not name.isidentifier():
        return False
    return (found.folder / name).is_dir() or any(found.folder.glob(f"{name}.*"))


def _is_typed(layers: Sequence[Path], module: str, found: Module) -> bool:
    """Whether the package's own authors say what it has: by a stub beside the source, or by `py.typed`."""
    top = module.partition(".")[0]
    return found.stub is not None or any((layer / top / "py.typed").is_file() for layer in layers)


def _bound(layers: Sequence[Path], module: str, found: Module, left: int) -> frozenset[str] | None:
    """Every name that the module's source binds at any place outside of functions; None where it may have more."""
    tree = _tree(found.source)
    if tree is None:
        return None
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            more = _starred(layers, module, found, node, left)
            if more is None:
                return None
            names |= more
        elif isinstance(node, ast.Name | ast.Attribute) and _word(node) in _DYNAMIC:
            return None
        names |= _named(node)
    return None if "__getattr__" in names else frozenset(names)


def _starred(
    layers: Sequence[Path], module: str, found: Module, node: ast.ImportFrom, left: int
) -> frozenset[str] | None:
    package = module.split(".") if found.folder is not None else module.split(".")[:-1]
    base = package[: len(package) - node.level + 1] if node.level else []
    target = ".".join([*base, *([node.module] if node.module else [])])
    other = _located(layers, target) if left and target and target != module else None
    return _bound(layers, target, other, left - 1) if other is not None else None


def _named(node: ast.AST) -> set[str]:
    """What a node binds: more than at module level, which errs on the side of saying nothing."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Name(id=name, ctx=ast.Store()):
            return {name}
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return {(alias.asname or alias.name).partition(".")[0] for alias in names}
        case ast.Constant(value=str(text)) if text.isidentifier():
            return {text}  # `__all__`, and tables of names that are made later
        case _:
            return set()


def _word(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr


def _tree(source: Path | None) -> ast.Module | None:
    if source is None or source.stat().st_size > MAX_BYTES:
        return None
    tree = parse(source.read_bytes())
    return tree if isinstance(tree, ast.Module) else None


def _defines(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == name


def _takes(node: ast.stmt, argument: str) -> bool:
    """Whether a definition may take the keyword: what decorators, bases and metaclasses do is not known."""
    if isinstance(node, ast.ClassDef):
        made = [one for one in node.body if isinstance(one, ast.FunctionDef) and one.name in ("__init__", "__new__")]
        return not made or any(_takes(one, argument) for one in made)
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return True
    given = [*node.args.args, *node.args.kwonlyargs]
    return bool(node.decorator_list) or node.args.kwarg is not None or any(one.arg == argument for one in given)
