"""A frozen object that holds the audited names of one module, and no way to the module itself."""

from collections.abc import Mapping
from typing import Any, NoReturn, cast


class _FrozenClass(type):
    """The class of facade classes: their slots cannot be exchanged either, and no class statement makes another."""

    def __new__(cls, name: str, bases: "tuple[type, ...]", names: "dict[str, Any]") -> "_FrozenClass":
        if bases:  # another base could say what becomes of `__init_subclass__`
            raise TypeError(f"a module cannot be a base class of {name}")
        return super().__new__(cls, name, bases, names)

    def __setattr__(cls, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{name!r} of a module cannot be set")

    def __delattr__(cls, name: str) -> NoReturn:
        raise AttributeError(f"{name!r} of a module cannot be deleted")

    def __call__(cls, *_arguments: object, **_named: object) -> NoReturn:
        raise TypeError("a module cannot be made")


class Facade(metaclass=_FrozenClass):
    """What `import` gives a strict program. Attribute reads stay native: each name is a slot of a class of its own."""

    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{name!r} of a module cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{name!r} of a module cannot be deleted")

    def __copy__(self) -> "Facade":
        return self

    def __deepcopy__(self, memo: object) -> "Facade":
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a module cannot be pickled")

    def __repr__(self) -> str:
        return f"<module {type(self).__name__!r}>"


def make_facade(module: str, members: Mapping[str, object]) -> Facade:
    """The facade of `module`; `members` are its names."""
    body: dict[str, Any] = {"__slots__": tuple(sorted(members)), "__init_subclass__": _closed, "__module__": "builtins"}
    made = cast("type[Facade]", type.__new__(_FrozenClass, module, (Facade,), body))
    facade = object.__new__(made)
    for name, value in members.items():
        object.__setattr__(facade, name, value)
    return facade


def _closed(cls: type) -> NoReturn:
    raise TypeError(f"a module cannot be a base class of {cls.__name__}")
