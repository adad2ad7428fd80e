"""Imports the project from its source text alone: byte code that lies beside it was written by nobody we know.

With a policy that denies something, handlers that take every exception let the denial through.
"""

from __future__ import annotations

import ast
import importlib
import sys
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
)
from types import CodeType
from typing import Any, ClassVar

from .search_path import SOURCE

DENIED = "__stelp_denied__"


def denial() -> Any:
    """The transpiler's rewriting; the transpiler stands beside us in here, and elsewhere in a checkout."""
    return importlib.import_module(".transpile.denial", __package__)


def let_denial_through(tree: ast.Module) -> bool:
    """Whether a handler in the tree had to be rewritten, which it then is."""
    rewritten: bool = denial().let_denial_through(tree, DENIED)
    return rewritten


class SourceLoader(SourceFileLoader):
    """Compiles what the source says, whatever `__pycache__` holds.

    `altered` holds texts that stand in for those of files, by path, and `loaded` the paths of what was imported.
    """

    denies = False
    altered: ClassVar[dict[str, bytes]] = {}
    loaded: ClassVar[set[str]] = set()

    def get_code(self, fullname: str) -> CodeType:
        """The code of the module, from its source."""
        path = self.get_filename(fullname)
        self.loaded.add(path)
        return self.source_to_code(self.altered.get(path) or self.get_data(path), path)

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The bytes as they are, unless a handler in them has to let a denial through."""
        if self.denies and isinstance(data, bytes) and denial().may_take_all(data):
            tree = ast.parse(data, path)
            if let_denial_through(tree):
                return compile(tree, path, "exec", dont_inherit=True, optimize=_optimize)
        return super().source_to_code(data, path, _optimize=_optimize)


def install(*, denies: bool) -> None:
    """Let everything below the source tree be imported through `SourceLoader`."""
    SourceLoader.denies = denies
    details = ((ExtensionFileLoader, EXTENSION_SUFFIXES), (SourceLoader, SOURCE_SUFFIXES))
    find = FileFinder.path_hook(*details)  # pyright: ignore[reportArgumentType] - a subclass of the loader it names

    def hook(path: str) -> Any:
        if path != SOURCE and not path.startswith(SOURCE + "/"):
            raise ImportError("not in the source tree", path=path)
        return find(path)

    sys.path_hooks.insert(0, hook)
    for path in [path for path in sys.path_importer_cache if path.startswith(SOURCE)]:
        del sys.path_importer_cache[path]


def rewrite_tests_too() -> None:
    """Compose with pytest's rewriting of assertions: the same handlers, before the assertions."""
    rewriting: Any = importlib.import_module("_pytest.assertion.rewrite")
    rewrite_asserts = rewriting.rewrite_asserts

    def rewrite(tree: ast.Module, *rest: Any, **more: Any) -> None:
        source = rest[0] if rest else None
        if not isinstance(source, bytes) or denial().may_take_all(source):
            let_denial_through(tree)
        rewrite_asserts(tree, *rest, **more)

    rewriting.rewrite_asserts = rewrite
