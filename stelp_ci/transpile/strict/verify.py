"""The second checker says what in a rewritten tree must not run; it shares only the helpers' names with the first.

It works by reflection: every class has to be known, every text in every field is held to one rule, and every place
where the first checker has to have put a helper is looked at.
"""

import ast
import re
from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple

from . import inserted


def _words(text: str) -> "frozenset[str]":
    return frozenset(text.split())


_HELPERS = inserted.HELPERS
_CONSTANT, _NAME, _LOAD = ast.Constant, ast.Name, ast.Load
_TARGET, _TICKS, _TICK = inserted.TARGET, inserted.TICKS, inserted.TICK
_METHODS = frozenset(
    "__" + name + "__"
    for name in _words("""
    init new post_init init_subclass set_name class_getitem get set delete setattr getattr delattr sizeof dir
    add radd iadd sub rsub isub mul rmul imul matmul rmatmul imatmul truediv rtruediv itruediv floordiv
    rfloordiv ifloordiv mod rmod imod divmod rdivmod pow rpow ipow lshift rlshift ilshift rshift rrshift irshift
    and rand iand xor rxor ixor or ror ior neg pos abs invert complex int float round trunc floor ceil index eq
    ne lt le gt ge hash bool str repr format bytes len length_hint getitem setitem delitem missing iter next
    reversed contains call enter exit aenter aexit await aiter anext copy deepcopy
""")
)
_READ = _METHODS - {"__setattr__", "__getattr__", "__delattr__", "__dir__", "__format__"} | {
    "__name__", "__qualname__", "__doc__", "__members__", "__module__", "__slots__", "__wrapped__",
}  # fmt: skip
_NAMES = _METHODS | frozenset(
    ("__name__", "__doc__", "__debug__", "__slots__", "__all__", "__version__", "__author__", "__license__", "__date__",
     "__email__", "__status__")
)  # fmt: skip
_NEVER = frozenset(("format_map", "obj", "with_traceback", "mro"))
_INSIDE = ("tb_", "gi_", "cr_", "ag_", "co_")
_FRAME = frozenset(
    ("f_back", "f_builtins", "f_code", "f_globals", "f_lasti", "f_lineno", "f_locals", "f_trace", "f_generator")
)
_WITHHELD = frozenset(
    ("eval", "exec", "compile", "open", "__import__", "globals", "locals", "breakpoint", "__builtins__")
)
_KNOWN = _words("""
    Module FunctionDef AsyncFunctionDef ClassDef Return Delete Assign AugAssign AnnAssign For AsyncFor While If
    With AsyncWith Match Raise Try TryStar Assert Global Nonlocal Expr Pass Break Continue BoolOp NamedExpr
    BinOp UnaryOp Lambda IfExp Dict Set ListComp SetComp DictComp GeneratorExp Await Yield YieldFrom Compare
    Call FormattedValue JoinedStr Constant Attribute Subscript Starred Name List Tuple Slice comprehension
    ExceptHandler arguments arg keyword withitem match_case MatchValue MatchSingleton MatchSequence MatchMapping
    MatchClass MatchStar MatchAs MatchOr TypeVar ParamSpec TypeVarTuple
""")


def unverified(  # noqa: C901 - one loop, for every node of a program
    tree: ast.Module, added: "frozenset[str]" = frozenset()
) -> "tuple[ast.AST, str] | None":
    """The first node that must not run, and what is wrong with it; None for a tree that may run.

    `added` are names of builtins that the policy offers beyond the usual.
    """
    reading = _Reading()
    pending: list[Any] = [tree]
    while pending:
        node = pending.pop()
        kind = node.__class__
        if kind is _CONSTANT or (kind is _NAME and node.id in reading.plain and node.ctx.__class__ is _LOAD):
            continue
        slots = _SLOTS.get(kind)
        if slots is None:
            return node, f"{kind.__name__} is not in the language"
        wrong = slots.check(node, reading) if slots.check is not None else ""
        if not wrong and slots.texts:
            wrong = _texts(node, slots.texts)
        if wrong:
            return node, wrong
        if slots.single is not None:
            pending.append(slots.single(node))
        elif slots.several is not None:
            pending += slots.several(node)
        for items in slots.lists:
            pending += items(node)
    return reading.last(added)


class _Reading:
    """What has to be compared at the end."""

    def __init__(self) -> None:
        self.private: list[ast.Attribute] = []
        self.withheld: list[ast.Name] = []
        self.defined: set[str] = set()
        self.plain: set[str] = set()
        """Names that may be read."""

    def last(self, added: "frozenset[str]") -> "tuple[ast.AST, str] | None":
        """A private attribute that nothing in the program defines, or a name that leads out of it."""
        for node in self.private:
            if node.attr not in self.defined:
                return node, f"the attribute {node.attr} is not the program's own"
        for name in self.withheld:
            if name.id not in self.defined and name.id not in added:
                return name, f"{name.id} runs or reaches what programs must not"
        return None


def _texts(node: ast.AST, fields: "tuple[str, ...]") -> str:
    """What is wrong with the identifiers of a node."""
    for field in fields:
        value: Any = getattr(node, field)
        for name in value if value.__class__ is list else (value,):
            if name is not None and (wrong := _text(name)):
                return wrong
    return ""


def _text(name: str) -> str:
    """The rule for every identifier but helpers in a `Name`."""
    if name[:1] == "_" and (name.startswith(inserted.PREFIX) or (name.endswith("__") and name.startswith("__"))):
        return "" if name in _NAMES else f"the name {name} is reserved"
    return "" if name.isascii() else f"the name {name} is not ASCII"


def _name(node: ast.Name, reading: _Reading) -> str:
    name = node.id
    if not isinstance(node.ctx, ast.Load):
        reading.defined.add(name)
        return "" if name == _TARGET else _text(name)
    if name in _HELPERS:
        return ""
    if name in _WITHHELD:
        reading.withheld.append(node)
        return ""
    wrong = _text(name)
    if not wrong:
        reading.plain.add(name)
    return wrong


def _attribute(node: ast.Attribute, reading: _Reading) -> str:
    name = node.attr
    is_read = isinstance(node.ctx, ast.Load)
    if not is_read:
        reading.defined.add(name)
    if name[0] == "_":
        if name.startswith("__") and name.endswith("__"):
            return "" if name in (_READ if is_read else ("__name__", "__qualname__", "__doc__")) else f"reads {name}"
        if is_read and name not in _DOCUMENTED:
            reading.private.append(node)
    elif is_read and (name in _NEVER or (name == "format" and not _is_plain_format(node.value))):
        return f"reads {name} without the helper"
    elif name in _FRAME:
        return f"reads {name}"
    elif is_read and name.startswith(_INSIDE):
        reading.private.append(node)
    return ""


def _is_plain_format(node: ast.expr) -> bool:
    """Whether this is a literal whose replacement fields read no attributes and no items."""
    text: Any = node.value if isinstance(node, ast.Constant) else None
    return type(text) is str and _READING_FIELD.search(text.replace("{{", "").replace("}}", "")) is None


_READING_FIELD = re.compile(r"\{[^{}:!]*[.\[]")
_DOCUMENTED = frozenset(("_replace", "_asdict", "_fields", "_make", "_field_defaults", "_missing_", "_value_", "_name_",
    "_generate_next_value_", "_ignore_"))  # fmt: skip


def _function(node: "ast.FunctionDef | ast.AsyncFunctionDef", reading: _Reading) -> str:
    reading.defined.add(node.name)
    if node.returns is not None:
        return "an annotation is left"
    if node.name in ("__exit__", "__aexit__"):
        first = node.decorator_list[0] if node.decorator_list else None
        return "" if isinstance(first, ast.Name) and first.id == inserted.EXIT else "could suppress a stop"
    return ""


def _argument(node: ast.arg, reading: _Reading) -> str:
    reading.defined.add(node.arg)
    return "" if node.annotation is None else "an annotation is left"


def _for(node: "ast.For | ast.comprehension", _reading: _Reading) -> str:
    if getattr(node, "is_async", 0):
        return ""
    iterated: ast.AST = node.iter
    is_ticking = isinstance(node.target, ast.Name) and node.target.id == _TARGET
    if isinstance(iterated, ast.Name) and iterated.id == _TICKS:
        return "" if is_ticking and isinstance(node, ast.For) and _ends_in_stop(node.orelse) else "does not stop"
    return "" if not is_ticking and _is_charged(iterated) else "runs without being charged"


def _ends_in_stop(body: "list[ast.stmt]") -> bool:
    return len(body) == 1 and isinstance(body[0], ast.Expr) and _calls(body[0].value, (inserted.SPENT,))


def _is_charged(node: ast.AST) -> bool:
    """Whether a helper counts it, at some level of enumerate(zip(...)), or it is written out."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in (inserted.CHARGE, inserted.COUNT):
            return True
        if node.func.id == "range" or not node.args:
            break
        node = node.args[-1] if node.func.id in ("map", "filter") else node.args[0]
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "range" and not _is_variable(node)
    return isinstance(node, (ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict)) and not _has_star(node)


def _is_variable(node: ast.AST) -> bool:
    """Whether a range's arguments are more than numbers and names, which the first checker knows to be constant."""
    return any(isinstance(inner, (ast.Attribute, ast.Subscript, ast.Await)) for inner in ast.walk(node))


def _has_star(node: ast.AST) -> bool:
    return any(isinstance(item, ast.Starred) for item in getattr(node, "elts", ()))


def _calls(node: ast.AST, names: "tuple[str, ...]") -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _while(node: ast.While, _reading: _Reading) -> str:
    test = node.test
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) and _calls(test.values[-1], (_TICK,)):
        return ""
    return "runs without being counted"


def _handler(node: ast.ExceptHandler, reading: _Reading) -> str:
    reading.defined.add(node.name or "")
    return "catches everything" if node.type is None else ""


def _binary(node: ast.BinOp, _reading: _Reading) -> str:
    operator = node.op.__class__
    if operator is ast.Pow and not (_is_small(node.right) or _is_flat(node.left)):
        return "computes without a bound"
    if operator is ast.LShift and not _is_small(node.right):
        return "computes without a bound"
    return "" if operator in _OPERATORS else "an unknown operator"


def _operator(node: "ast.UnaryOp | ast.BoolOp", _reading: _Reading) -> str:
    return "" if node.op.__class__ in _OPERATORS else "an unknown operator"


def _compare(node: ast.Compare, _reading: _Reading) -> str:
    return "" if _OPERATORS.issuperset(operator.__class__ for operator in node.ops) else "an unknown operator"


_OPERATORS = frozenset(
    getattr(ast, name)
    for name in _words("""
    And Or Add Sub Mult MatMult Div Mod Pow LShift RShift BitOr BitXor BitAnd FloorDiv Invert Not UAdd USub Eq NotEq Lt
    LtE Gt GtE Is IsNot In NotIn
""")
)


def _is_flat(node: ast.AST) -> bool:
    """A float, or a number whose powers do not grow."""
    if isinstance(node, ast.UnaryOp):
        return _is_flat(node.operand)
    value: Any = node.value if isinstance(node, ast.Constant) else None
    return type(value) is float or (type(value) is int and -1 <= value <= 1)


def _is_small(node: ast.AST) -> bool:
    """A literal number between -64 and 64, or a float."""
    if isinstance(node, ast.UnaryOp):
        return _is_small(node.operand)
    value: Any = node.value if isinstance(node, ast.Constant) else None
    return type(value) is float or (type(value) is int and -64 <= value <= 64)


def _augmented(node: ast.AugAssign, _reading: _Reading) -> str:
    if isinstance(node.op, (ast.Pow, ast.LShift)):
        bounded = isinstance(node.value, ast.Constant) or _calls(node.value, (inserted.EXPONENT, inserted.SHIFT))
        return "" if bounded else "computes without a bound"
    return ""


def _annotated(node: ast.AnnAssign, _reading: _Reading) -> str:
    kept = {inner.id for inner in ast.walk(node.annotation) if isinstance(inner, ast.Name)}
    kept |= {inner.attr for inner in ast.walk(node.annotation) if isinstance(inner, ast.Attribute)}
    plain = isinstance(node.annotation, (ast.Constant, ast.Name, ast.Attribute, ast.Subscript))
    return "" if plain and (not kept or kept & {"ClassVar", "InitVar", "KW_ONLY"}) else "an annotation is left"


def _pattern(node: ast.MatchClass, _reading: _Reading) -> str:
    bad = [name for name in node.kwd_attrs if name in _NEVER or name in _FRAME or name in ("format", "__class__")]
    return f"reads {bad[0]}" if bad else ""


def _class(node: ast.ClassDef, reading: _Reading) -> str:
    reading.defined.add(node.name)
    return "its private names would be helpers" if node.name.lstrip("_").startswith("stelp") else ""


_CHECKS: "dict[type, Callable[[Any, _Reading], str]]" = {
    ast.Name: _name, ast.Attribute: _attribute, ast.FunctionDef: _function, ast.AsyncFunctionDef: _function,
    ast.arg: _argument, ast.For: _for, ast.comprehension: _for, ast.While: _while, ast.ExceptHandler: _handler,
    ast.BinOp: _binary, ast.AugAssign: _augmented, ast.AnnAssign: _annotated, ast.MatchClass: _pattern,
    ast.ClassDef: _class, ast.UnaryOp: _operator, ast.BoolOp: _operator, ast.Compare: _compare,
}  # fmt: skip


class _Slots(NamedTuple):
    """What a class of nodes holds, as Python's own grammar says it in the class's documentation."""

    check: "Callable[[Any, _Reading], str] | None"
    texts: "tuple[str, ...]"
    single: "Callable[[Any], Any] | None"
    """Reads the field that holds one node, where there is one such field."""
    several: "Callable[[Any], tuple[Any, ...]] | None"
    """Reads the fields that hold one node each, where there are several."""
    lists: "tuple[Callable[[Any], list[Any]], ...]"


def _slots(kind: "type[ast.AST]") -> _Slots:
    _, _, inner = (kind.__doc__ or "").partition("(")
    parts = [part.split() for part in inner.rstrip(")").split(",") if part.strip()]
    written = {part[1]: part[0] for part in parts}
    if tuple(written) != kind._fields:
        raise TypeError(f"the grammar of {kind.__name__} is not known")
    texts = tuple(field for field, said in written.items() if said.startswith("identifier") and kind is not ast.Name)
    code = {field: said for field, said in written.items() if said.rstrip("?*") not in _DATA}
    nodes = [field for field, said in code.items() if not said.endswith("*")]
    lists = tuple(attrgetter(field) for field in code if field not in nodes)
    single = attrgetter(nodes[0]) if len(nodes) == 1 else None
    return _Slots(_CHECKS.get(kind), texts, single, attrgetter(*nodes) if len(nodes) > 1 else None, lists)


_DATA = frozenset(
    ("identifier", "string", "int", "constant", "expr_context", "operator", "boolop", "unaryop", "cmpop", "type_ignore")
)
"""Types of fields that hold no code; operators are looked at by the checks of their nodes."""
_SLOTS: "dict[type, _Slots]" = {
    kind: _slots(kind) for kind in (getattr(ast, name) for name in sorted(_KNOWN) if hasattr(ast, name))
}
_SLOTS[type(None)] = _Slots(None, (), None, None, ())  # what is optional and left out
