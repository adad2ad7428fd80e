"""What the strict transpiler says about a program: the tree to run, or everything that stands against it."""

import ast
from types import CodeType
from typing import NamedTuple


class Violation(NamedTuple):
    """One thing that stands against a program. Lines and columns count from 1, columns in characters, ends excluded.

    `seen` is what stood there, as the source writes it, cut to one short line. `repair` says what to write instead.
    """

    code: str
    message: str
    line: int
    column: int
    end_line: int
    end_column: int
    seen: str
    repair: str


class Rejected(NamedTuple):
    """A program that is not run. There is at least one violation; they stand in the order of the source."""

    violations: "tuple[Violation, ...]"


class Transpiled(NamedTuple):
    """A program that may run, in a namespace that defines `inserted.HELPERS` and `names.BUILTINS`.

    `imports` are the dotted modules, `builtins` the builtins, `tools` the policy's tools and `helpers` the helpers that
    it names, each sorted.
    """

    tree: ast.Module
    imports: "tuple[str, ...]" = ()
    builtins: "tuple[str, ...]" = ()
    tools: "tuple[str, ...]" = ()
    helpers: "tuple[str, ...]" = ()
    compiled: "CodeType | None" = None
    """The code of `tree` under the name `<program>`."""

    def source(self) -> str:
        """The rewritten program as text whose tree equals `tree`. Raises `ValueError` if it would not."""
        from .text import text_of  # for people alone: a sandbox has no use for it

        text = text_of(self.tree)
        if ast.dump(ast.parse(text)) != ast.dump(self.tree):
            raise ValueError("the text of this tree reads differently")
        return text

    def code(self, filename: str = "<program>") -> CodeType:
        """The compiled program."""
        if self.compiled is not None and filename == self.compiled.co_filename:
            return self.compiled
        return compile(self.tree, filename, "exec", dont_inherit=True)
