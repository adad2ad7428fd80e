"""Makes our own modules cheap to load, when the root is built: what only readers and type checkers need goes away.

Inside gVisor a module costs what it makes while it is loaded, several times as much as outside. So annotations and
`cast` are left out, named tuples are written out as the classes that they become, patterns are looked up (`later.py`),
and modules of the standard library that few programs need are loaded by the first use of a name. What a function does
is not touched. Runs in the interpreter that will read the result.
"""

import ast
from collections.abc import Iterator
from typing import Any

PACKAGE = "_stelp"
PARTS = {
    "collections": "_collections",
    "collections.abc": "_collections_abc",
    "functools": f"{PACKAGE}.later",
    "operator": "_operator",
}
"""Where the names that `PARTS_HELD` lists come from without what else is in the module."""
PARTS_HELD = {
    "collections": {"OrderedDict", "defaultdict", "deque"},
    "functools": {"lru_cache"},
    "operator": {"attrgetter", "itemgetter", "length_hint"},
}
LATER = ("functools", "json", "math", "re")
"""Modules that stand in `later.py` until a name of them is asked for."""
NEVER_READ = ("typing", "_collections_abc")
TYPES = ("Callable", "dict", "frozenset", "list", "set", "tuple", "type")
TUPLE = """
class Name(tuple):
    __slots__ = ()
    _make, _replace, _asdict = classmethod(_tuples.make), _tuples.replace, _tuples.as_dict
    __repr__, __getnewargs__ = _tuples.represent, _tuples.as_tuple
    def __new__(_cls):
        return _tuples.new(_cls, ())
"""


def lowered(source: bytes) -> ast.Module:
    """The tree to compile in the place of `source`."""
    tree = Lowering().visit(ast.parse(source))
    without_aliases(tree)
    loaded = loaded_in(tree)
    tree.body = [kept for node in tree.body for kept in without_types(node, loaded)]
    if any(isinstance(node, ast.Name) and node.id == "_tuples" for node in ast.walk(tree)):
        tree.body.insert(first_line(tree), imported(PACKAGE, "tuples", "_tuples"))
    return ast.fix_missing_locations(tree)


class Lowering(ast.NodeTransformer):
    """One pass over a module of ours."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Without what it is said to return."""
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        """The same."""
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """Without what it is said to be."""
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """The assignment alone."""
        if node.value is None:
            return ast.copy_location(ast.Pass(), node)
        return ast.copy_location(ast.Assign([self.visit(node.target)], self.visit(node.value)), node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """`cast` gives back its second argument."""
        if isinstance(node.func, ast.Name) and node.func.id == "cast" and len(node.args) == 2:
            return self.visit(node.args[1])
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Named tuples written out; typed dictionaries are dictionaries."""
        bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
        if bases == ["NamedTuple"]:
            return self.generic_visit(as_tuple(node))
        if bases == ["TypedDict"]:
            node.bases, node.body = [ast.Name("dict", ast.Load())], [ast.Pass()]
        node.bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
        return self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> "ast.AST":
        """A stand-in for a module that most programs do not need."""
        name = node.names[0].name
        if len(node.names) > 1 or node.col_offset or node.names[0].asname:
            return node
        if name in LATER:
            return ast.copy_location(imported(f"{PACKAGE}.later", name, name), node)
        if name == "ast":
            return ast.copy_location(imported(PACKAGE, "syntax", "ast"), node)
        if name == "signal":
            return ast.copy_location(ast.Import([ast.alias("_signal", "signal")]), node)
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        """From where a name is defined, without the module that passes it on."""
        module = node.module or ""
        if node.level == 0 and module in PARTS:
            held = PARTS_HELD.get(module)
            if held is None or all(alias.name in held for alias in node.names):
                node.module = PARTS[module]
        return node


def as_tuple(node: ast.ClassDef) -> ast.ClassDef:
    """The class that `typing.NamedTuple` makes of this statement, with the same methods."""
    made: Any = ast.parse(TUPLE).body[0]
    fields = [part for part in node.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)]
    names = [part.target.id for part in fields if isinstance(part.target, ast.Name)]
    new = made.body[-1]
    new.args.args += [ast.arg(name) for name in names]
    new.args.defaults = [part.value for part in fields if part.value is not None]
    new.body[0].value.args[1] = ast.Tuple([ast.Name(name, ast.Load()) for name in names], ast.Load())
    listed: Any = ast.Tuple([ast.Constant(name) for name in names], ast.Load())
    own: list[ast.stmt] = [ast.Assign([ast.Name(name, ast.Store())], listed) for name in ("_fields", "__match_args__")]
    own += [ast.Assign([ast.Name(name, ast.Store())], field_of(place)) for place, name in enumerate(names)]
    made.name = node.name
    made.body += [*own, *(part for part in node.body if part not in fields)]
    return ast.copy_location(made, node)


def field_of(place: int) -> ast.expr:
    """What reads the field at a place."""
    return ast.Call(
        ast.Attribute(ast.Name("_tuples", ast.Load()), "field", ast.Load()), [ast.Constant(place), ast.Constant("")], []
    )


def imported(module: str, name: str, alias: str) -> ast.ImportFrom:
    """`from module import name as alias`."""
    return ast.ImportFrom(module, [ast.alias(name, None if alias == name else alias)], 0)


def loaded_in(tree: ast.Module) -> "set[str]":
    """All names that the module reads."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def without_aliases(tree: ast.Module) -> None:
    """Empty the names that only annotations used: `Visitor = Callable[[Any], Any]`."""
    loaded = loaded_in(tree)
    for node in tree.body:
        if isinstance(node, ast.Assign) and is_type(node.value) and names_of(node).isdisjoint(loaded):
            node.value = ast.Constant(None)


def without_types(node: ast.stmt, loaded: "set[str]") -> "Iterator[ast.stmt]":
    """A statement of the module without imported names that only annotations used, and without what checkers read."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return
    if isinstance(node, ast.ImportFrom) and (node.level or node.module in NEVER_READ):
        node.names = [alias for alias in node.names if (alias.asname or alias.name) in loaded]
        if not node.names:
            return
    yield node


def names_of(node: ast.Assign) -> "set[str]":
    """The names that an assignment binds."""
    return {target.id for target in node.targets if isinstance(target, ast.Name)}


def is_type(value: ast.expr) -> bool:
    """Whether it says what something else is: `dict[str, Any]`."""
    return isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name) and value.value.id in TYPES


def first_line(tree: ast.Module) -> int:
    """Where statements begin: behind the docstring and what is imported from `__future__`."""
    head = 0
    for node in tree.body:
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not future and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            break
        head += 1
    return head
