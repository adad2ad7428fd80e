"""Methods of the library that make another object of the class of `self`, kept from classes.

Called on a class they make an object of its metaclass: `UserList.copy(C)` is `type(C)`, and `ChainMap.copy(C)` a class
of any names. They are reached in more ways than by their names (`super()`, `fget` of a property), so that they are
guarded where they stand.
"""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# What passes through here is the program's, or a library's that is imported by name: of any type.

from collections.abc import Callable
from importlib import import_module
from sys import modules
from types import FunctionType
from typing import Any

CLASSES = {
    "collections": ("ChainMap", "Counter", "UserDict", "UserList"),
    "contextlib": ("_GeneratorContextManagerBase", "AsyncContextDecorator", "ContextDecorator"),
    "enum": ("Flag", "IntFlag"),
    "re": ("RegexFlag",),
}
"""The classes written in Python that have such methods."""
LATE = {"fractions": ("Fraction",)}
"""Those of modules that are dear to load: nobody has one before something has imported its module."""
_ASKS = "__class__"


def guard_instances() -> None:
    """From now on these methods take objects only. For a process that runs strict programs."""
    for module, names in CLASSES.items():
        for name in names:
            _guard(getattr(import_module(module), name))
    guard_late_instances()


def guard_late_instances() -> None:
    """The same for what has been imported since. To be called behind each import for a program."""
    for module, names in LATE.items():
        for name in names if module in modules else ():
            _guard(getattr(modules[module], name))


def _guard(cls: Any) -> None:
    for name, found in [*vars(cls).items()]:
        if isinstance(found, FunctionType) and _asks(found):
            setattr(cls, name, _for_objects(found))
        elif isinstance(found, property) and isinstance(found.fget, FunctionType) and _asks(found.fget):
            setattr(cls, name, property(_for_objects(found.fget), found.fset, found.fdel, found.__doc__))


def _asks(function: FunctionType) -> bool:
    """Whether a method looks at the class of an object; `__new__` is handed one."""
    return _ASKS in function.__code__.co_names and function.__name__ != "__new__"


def _for_objects(function: FunctionType) -> Callable[..., Any]:
    """The method without a way to the method itself, as `functools.wraps` would leave one."""

    def method(self: Any, /, *arguments: Any, **named: Any) -> Any:
        if isinstance(self, type):
            raise TypeError(f"{function.__name__}() takes an object, not a class")
        return function(self, *arguments, **named)

    method.__name__, method.__qualname__ = function.__name__, function.__qualname__
    method.__module__, method.__doc__ = function.__module__, function.__doc__
    return method
