"""The one rule for every identifier: names that are bound or read, attributes, keywords, in every context."""

import ast

from ..strict_codes import DUNDER, INSPECTION, PRIVATE, RESERVED
from .inserted import PREFIX
from .names import ASSIGNABLE, DEFINABLE, ESCAPES, FRAMES, INSPECTING, MODULE_NAMES, PRIVATE_METHODS, READABLE, STORABLE
from .program import Program

_READ_ONLY = frozenset(("__name__", "__doc__", "__debug__"))
_LETTERS_OF_PREFIX = 3
SLOTS = "__slots__"
_SLOTS_OF_PYTHON = ("__dict__", "__weakref__")


def bind(name: str, node: ast.AST, program: Program) -> None:
    """`name` is bound here, in whatever way Python has of binding."""
    if name[0] == "_":
        _check_bound(name, node, program)
    program.bound[name] = program.bound.get(name, 0) + 1
    if program.function is not None:
        program.function.bound.add(name)


def slots(value: ast.expr, program: Program) -> None:
    """`__slots__ = value` in a class: each name makes a descriptor, which can be set to anything, `__exit__` too."""
    written = value.keys if isinstance(value, ast.Dict) else getattr(value, "elts", [value])
    for each in written:
        name = each.value if isinstance(each, ast.Constant) else None
        if not isinstance(name, str):
            program.refuse(DUNDER, each or value, SLOTS, "Write it as a tuple of literal texts.")
        elif is_dunder(name) and name not in _SLOTS_OF_PYTHON:
            program.refuse(DUNDER, each or value, name)
        elif name[:1] == "_" and name not in _SLOTS_OF_PYTHON:
            _check_bound(name, each or value, program)


def bind_again(name: str, node: ast.AST, program: Program) -> None:
    """`name += 1`: bound, but not given its first value."""
    if name[0] == "_":
        _check_bound(name, node, program)
    program.bound[name] = program.bound.get(name, 0) + 2


def keep_value(name: str, value: ast.expr, program: Program) -> None:
    """`name = value`."""
    if name in program.constants:
        program.values.setdefault(name, []).append(value)
    else:
        program.constants[name] = value


def read(name: str, node: ast.AST, program: Program) -> None:
    """A name that begins with an underscore is read, deleted, or declared global."""
    if name.startswith(PREFIX):
        program.refuse(RESERVED, node, name)
    elif is_dunder(name) and name not in _READ_ONLY and name not in MODULE_NAMES:
        is_alias = program.in_class and name in DEFINABLE  # `__radd__ = __add__`
        is_builtin = name == "__import__" and isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)  # like eval
        if not is_alias and not is_builtin:
            program.refuse(DUNDER, node, name)


def keyword(name: str, node: ast.AST, program: Program) -> None:
    """The name of an argument in a call."""
    if name.startswith(PREFIX):
        program.refuse(RESERVED, node, name)
    elif is_dunder(name):
        program.refuse(DUNDER, node, name)


def attribute(name: str, node: ast.AST, program: Program, *, is_read: bool = True) -> None:
    """An attribute that is read, or stored, or deleted; not those that are rewritten."""
    if name.startswith(PREFIX):
        program.refuse(RESERVED, node, name)
    elif is_dunder(name):
        if name not in (READABLE if is_read else STORABLE):
            program.refuse(DUNDER, node, name)
    elif name in FRAMES:
        program.refuse(INSPECTION, node, name)
    elif name in ESCAPES:
        program.refuse(PRIVATE, node, name)
    elif not is_read:
        program.stored.add(name)
    elif name not in PRIVATE_METHODS:
        program.private.append((name, node))


def needs_care(name: str) -> bool:
    """Whether an attribute begins as private or inspecting ones do."""
    return name[0] == "_" or (name[:_LETTERS_OF_PREFIX] in INSPECTING or name[: _LETTERS_OF_PREFIX - 1] in INSPECTING)


def is_dunder(name: str) -> bool:
    """Whether a name has two underscores on both sides."""
    return name.startswith("__") and name.endswith("__")


def _check_bound(name: str, node: ast.AST, program: Program) -> None:
    allowed = ASSIGNABLE if program.in_class else MODULE_NAMES
    if name.startswith(PREFIX):
        program.refuse(RESERVED, node, name)
    elif is_dunder(name) and (name not in allowed or (program.function is not None and not program.in_class)):
        program.refuse(DUNDER, node, name)
    elif program.in_class and name in ESCAPES:  # a class may inherit from one of the library's that calls it
        program.refuse(PRIVATE, node, name)
