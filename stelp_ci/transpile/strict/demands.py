"""What the second checker demands of single nodes and of identifiers; only the helpers' names are the first one's."""

import ast
import re
from collections.abc import Callable
from typing import Any

from . import inserted


def words(text: str) -> "frozenset[str]":
    """The names in a text, parted by white space."""
    return frozenset(text.split())


_METHODS = frozenset(
    "__" + name + "__"
    for name in words("""
    init new post_init init_subclass set_name class_getitem get set delete setattr getattr delattr sizeof dir
    add radd iadd sub rsub isub mul rmul imul matmul rmatmul imatmul truediv rtruediv itruediv floordiv
    rfloordiv ifloordiv mod rmod imod divmod rdivmod pow rpow ipow lshift rlshift ilshift rshift rrshift irshift
    and rand iand xor rxor ixor or ror ior neg pos abs invert complex int float round trunc floor ceil index eq
    ne lt le gt ge hash bool str repr format bytes len length_hint getitem setitem delitem missing iter next
    reversed contains call enter exit aenter aexit await aiter anext copy deepcopy
""")
)
_READ = _METHODS - {
    "__setattr__", "__getattr__", "__delattr__", "__dir__", "__format__", "__set__", "__delete__",
} | {
    "__name__", "__qualname__", "__doc__", "__members__", "__module__", "__slots__", "__wrapped__",
}  # fmt: skip
_STORED = ("__name__", "__qualname__", "__doc__")
_NAMES = _METHODS | frozenset(
    ("__name__", "__doc__", "__debug__", "__slots__", "__all__", "__version__", "__author__", "__license__", "__date__",
     "__email__", "__status__")
)  # fmt: skip
_NEVER = frozenset(("format_map", "obj", "with_traceback", "mro"))
_NEVER_MATCHED = _NEVER | {"format", "__class__", "ABCMeta", "EnumMeta", "EnumType"}
_INSIDE = ("tb_", "gi_", "cr_", "ag_", "co_")
_FRAME = frozenset(
    ("f_back", "f_builtins", "f_code", "f_globals", "f_lasti", "f_lineno", "f_locals", "f_trace", "f_generator")
)
_LIBRARYS = words("""
    _exit_callbacks _push_exit_callback _push_cm_exit _push_async_exit_callback _push_async_cm_exit _create_exit_wrapper
    _create_cb_wrapper _create_async_exit_wrapper _create_async_cb_wrapper _recreate_cm _convert_ _create_ _add_member_
    _dump_registry _evaluate
""")
_NOT_ITS_OWN = "is not the program's own attribute"


def wrong_identifier(name: str) -> str:
    """What is wrong with an identifier, in whatever slot it stands; helpers are for the caller to know."""
    if name[:1] == "_" and (name.startswith(inserted.PREFIX) or is_special(name)):
        return "" if name in _NAMES else f"the name {name} is reserved"
    return "" if name.isascii() else f"the name {name} is not ASCII"


def is_special(name: str) -> bool:
    """Whether a name has two underscores on both sides."""
    return name.endswith("__") and name.startswith("__")


def _attribute(node: ast.Attribute, defined: "frozenset[str]") -> str:
    """Names with underscores, and those of the interpreter's insides: open, guarded, or the program's own."""
    name, is_read = node.attr, isinstance(node.ctx, ast.Load)
    if name[0] == "_":
        if is_special(name):
            return "" if name in (_READ if is_read else _STORED) else f"reads {name}"
        if name.startswith(inserted.PREFIX):
            return f"the name {name} is reserved"
        if name in _LIBRARYS:
            return f"{name} {_NOT_ITS_OWN}"
        return "" if not is_read or name in _DOCUMENTED or name in defined else f"{name} {_NOT_ITS_OWN}"
    if is_read and (name in _NEVER or (name == "format" and not _is_plain_format(node.value))):
        return f"reads {name} without the helper"
    if name in _FRAME:
        return f"reads {name}"
    if is_read and name.startswith(_INSIDE) and name not in defined:
        return f"{name} {_NOT_ITS_OWN}"
    return "" if name.isascii() else f"the name {name} is not ASCII"


def _is_plain_format(node: ast.expr) -> bool:
    """Whether this is a literal whose replacement fields read no attributes and no items."""
    text: Any = node.value if isinstance(node, ast.Constant) else None
    return type(text) is str and _READING_FIELD.search(text.replace("{{", "").replace("}}", "")) is None


_READING_FIELD = re.compile(r"\{[^{}:!]*[.\[]")
_DOCUMENTED = frozenset(("_replace", "_asdict", "_fields", "_make", "_field_defaults", "_missing_", "_value_", "_name_",
    "_generate_next_value_", "_ignore_"))  # fmt: skip


def _function(node: "ast.FunctionDef | ast.AsyncFunctionDef", _defined: "frozenset[str]") -> str:
    if node.returns is not None or _annotated_parameters(node):
        return "an annotation is left"
    if node.name in ("__exit__", "__aexit__"):
        first = node.decorator_list[0] if node.decorator_list else None
        return "" if isinstance(first, ast.Name) and first.id == inserted.EXIT else "could suppress a stop"
    return ""


def _annotated_parameters(node: "ast.FunctionDef | ast.AsyncFunctionDef") -> bool:
    """Whether a parameter has an annotation, but for the first one below `@f.register`."""
    given = node.args
    first = any(isinstance(each, ast.Attribute) and each.attr == "register" for each in node.decorator_list)
    rest = given.args[1:] if first else given.args
    found = [each for each in (*rest, given.vararg, given.kwarg) if each is not None]
    return any(each.annotation is not None for each in (*found, *given.posonlyargs, *given.kwonlyargs))


def _for(node: "ast.For | ast.comprehension", _defined: "frozenset[str]") -> str:
    if getattr(node, "is_async", 0):
        return ""
    iterated: ast.AST = node.iter
    is_ticking = isinstance(node.target, ast.Name) and node.target.id == inserted.TARGET
    if isinstance(iterated, ast.Name) and iterated.id == inserted.TICKS:
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


def _while(node: ast.While, _defined: "frozenset[str]") -> str:
    test = node.test
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) and _calls(test.values[-1], (inserted.TICK,)):
        return ""
    return "runs without being counted"


def _handler(node: ast.ExceptHandler, _defined: "frozenset[str]") -> str:
    return "catches everything" if node.type is None else ""


def _binary(node: ast.BinOp, _defined: "frozenset[str]") -> str:
    operator = node.op.__class__
    if operator is ast.Pow and not (_is_small(node.right) or _is_flat(node.left)):
        return "computes without a bound"
    if operator is ast.LShift and not _is_small(node.right):
        return "computes without a bound"
    return ""


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


def _augmented(node: ast.AugAssign, _defined: "frozenset[str]") -> str:
    if isinstance(node.target, ast.Attribute) and node.target.attr in _NEVER_MATCHED:
        return f"reads {node.target.attr} without the helper"
    if isinstance(node.op, (ast.Pow, ast.LShift)):
        bounded = isinstance(node.value, ast.Constant) or _calls(node.value, (inserted.EXPONENT, inserted.SHIFT))
        return "" if bounded else "computes without a bound"
    return ""


def _assigned(node: ast.Assign, _defined: "frozenset[str]") -> str:
    if not any(isinstance(target, ast.Name) and target.id == "__slots__" for target in node.targets):
        return ""
    written: Any = node.value.keys if isinstance(node.value, ast.Dict) else getattr(node.value, "elts", [node.value])
    names = [getattr(each, "value", None) for each in written]
    plain = all(isinstance(name, str) and (not is_special(name) or name in _OWN_SLOTS) for name in names)
    return "" if plain else "has slots of any names"


_OWN_SLOTS = ("__dict__", "__weakref__")


def _annotated(node: ast.AnnAssign, _defined: "frozenset[str]") -> str:
    kept = {inner.id for inner in ast.walk(node.annotation) if isinstance(inner, ast.Name)}
    kept |= {inner.attr for inner in ast.walk(node.annotation) if isinstance(inner, ast.Attribute)}
    plain = isinstance(node.annotation, (ast.Constant, ast.Name, ast.Attribute, ast.Subscript))
    return "" if plain and (not kept or kept & {"ClassVar", "InitVar", "KW_ONLY"}) else "an annotation is left"


def _pattern(node: ast.MatchClass, _defined: "frozenset[str]") -> str:
    bad = [name for name in node.kwd_attrs if name in _FRAME or name in _LIBRARYS or name in _NEVER_MATCHED]
    return f"reads {bad[0]}" if bad else ""


def _class(node: ast.ClassDef, _defined: "frozenset[str]") -> str:
    if any(given.arg is None for given in node.keywords):
        return "could have any metaclass"
    return "its private names would be helpers" if node.name.lstrip("_").startswith("stelp") else ""


Check = Callable[[Any, "frozenset[str]"], str]
"""From a node, and the names that the program defines, to what is wrong with it."""

CHECKS: "dict[type, Check]" = {
    ast.Attribute: _attribute, ast.FunctionDef: _function, ast.AsyncFunctionDef: _function,
    ast.For: _for, ast.comprehension: _for, ast.While: _while, ast.ExceptHandler: _handler, ast.BinOp: _binary,
    ast.AugAssign: _augmented, ast.Assign: _assigned, ast.AnnAssign: _annotated, ast.MatchClass: _pattern,
    ast.ClassDef: _class,
}  # fmt: skip
