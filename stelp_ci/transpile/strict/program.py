"""What is known about a program while it is read: its names, its loops, and what stands against it."""

import ast
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..codes import Code
from .policy import Policy

MOST_VIOLATIONS = 100


class Against(NamedTuple):
    """One violation before it has a place in characters."""

    code: Code
    node: ast.AST
    detail: str
    repair: str


class Loop:
    """One loop or comprehension clause. `count` says how often it runs, where that is constant: see `work.py`."""

    __slots__ = ("around", "body", "grows", "iterated", "node", "outer")

    def __init__(self, node: ast.AST, iterated: ast.expr, body: "list[ast.stmt]", outer: "Loop | None") -> None:
        self.node = node
        self.iterated = iterated
        """The expression as it was written."""
        self.body = body
        self.outer = outer
        """The next loop around in the same function."""
        self.around: Any = None
        """The comprehension of a clause."""
        self.grows = False
        """Whether the body makes longer what the loop runs over."""


class Function:
    """One function definition while its body is read. `calls` are the plain names that it calls."""

    __slots__ = ("augmented", "bound", "calls", "has_yield", "is_method", "node", "outer")

    def __init__(
        self, node: "ast.FunctionDef | ast.AsyncFunctionDef", outer: "Function | None", *, is_method: bool
    ) -> None:
        self.node = node
        self.is_method = is_method
        """Whether a class body defines it: then no plain name in it means itself."""
        self.outer = outer
        self.calls: set[str] = set()
        self.has_yield = False
        self.augmented: list[ast.AugAssign] = []
        self.bound: set[str] = set()
        """Names that get or may get a value in the body, and those declared to belong elsewhere."""


class Program:
    """The facts that the visitors gather in one pass; `settle.py` draws the conclusions that need all of them."""

    def __init__(self, policy: Policy, visit: "Mapping[type, Callable[..., Any]]") -> None:  # noqa: PLR0915 - facts
        self.policy = policy
        self.visit = visit
        """The visitor of each class of node."""
        self.against: list[Against] = []
        self.bound: dict[str, int] = {}
        """How often each name is bound, in any scope."""
        self.constants: dict[str, ast.expr] = {}
        """The value of each name's first plain assignment; meaningful where `bound` says 1."""
        self.numbers: dict[str, int | float | None] = {}
        """What names always are, as far as it was asked for: see `constants.py`."""
        self.kinds: dict[str, str] = {}
        """The same for `kinds.py`."""
        self.values: dict[str, list[ast.expr | ast.AugAssign]] = {}
        """The values of every other assignment."""
        self.loads: list[ast.Name] = []
        self.plain: set[str] = set()
        """Attributes found harmless."""
        self.stored: set[str] = set()
        """Attributes that the program stores."""
        self.private: list[tuple[str, ast.AST]] = []
        """Attributes that are allowed only if the program defines them."""
        self.members: list[ast.Attribute] = []
        """Attributes of plain names, and all that are stored or deleted."""
        self.modules: dict[str, str] = {}
        """What names are bound to by imports: dotted modules."""
        self.taken: dict[str, str] = {}
        """What names are bound to by `from m import a`, where that is no module: `m.a`."""
        self.imported: dict[str, int] = {}
        """How often imports bind a name, always to the same."""
        self.metaclasses: list[ast.expr] = []
        """What is said after `metaclass=`: names, and attributes of names."""
        self.imports: set[str] = set()
        self.stars: list[tuple[ast.ImportFrom, list[ast.stmt]]] = []
        self.helpers: set[str] = set()
        self.loops: list[Loop] = []
        self.loop: Loop | None = None
        self.whiles: list[tuple[ast.While, bool]] = []
        """Every `while`, and whether a `try` with handlers stands around it."""
        self.sizes: list[tuple[ast.AST, Loop | None]] = []
        """Expressions that may build something large."""
        self.operations: list[tuple[ast.BinOp, bool]] = []
        """Operations between two values, and whether a `try` with handlers stands around them."""
        self.comparisons: list[ast.Compare] = []
        """Equalities of something with `str(...)`."""
        self.functions: list[Function] = []
        self.function: Function | None = None
        self.in_class = False
        self.in_try = False
        self.in_finally = False
        self.loop_depth = 0
        """Loops around within the function, or within the `finally` block."""

    def refuse(self, code: Code, node: ast.AST, detail: str = "", repair: str = "") -> None:
        """Put something against the program; `detail` names what was seen, `repair` is better than the code's own."""
        if len(self.against) < MOST_VIOLATIONS:
            self.against.append(Against(code, node, detail, repair))
