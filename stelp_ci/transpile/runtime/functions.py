"""The parts of `functools` that work on attributes by name or on annotations that are text."""

import functools
from collections.abc import Callable
from types import FunctionType, UnionType
from typing import Any, cast

from ..strict.names import attribute_is_open
from .codes import CLOSED_NAME
from .kinds import real_of
from .session import PROGRAM, Session

_MISSING = object()


def make_functions(session: Session) -> "dict[str, Any]":
    """The wrapped names of `functools`."""
    return {
        "partialmethod": _PartialMethod,
        "update_wrapper": _update_wrapper,
        "wraps": _wraps,
        "singledispatch": _single_dispatch,
        "cached_property": _cached_property(session),
    }


_TAKEN = ("__module__", "__name__", "__qualname__", "__doc__")


def _update_wrapper(wrapper: Any, wrapped: Any) -> Any:
    """`functools.update_wrapper` of the names that it takes by itself; neither is asked for all of its names.

    The real one hands the names of `wrapped`, whatever that is, to whatever `wrapper` says its own names are.
    """
    if isinstance(wrapper, type):
        raise TypeError("a class is no wrapper")
    for name in _TAKEN:
        value = getattr(wrapped, name, None)
        if isinstance(value, str):
            setattr(wrapper, name, value)
    for name, value in _own_names(wrapped).items():
        if type(name) is str and attribute_is_open(name) and not name.startswith("__"):
            setattr(wrapper, name, value)
    wrapper.__wrapped__ = wrapped
    return wrapper


def _own_names(wrapped: Any) -> "dict[Any, Any]":
    """What was set on a function of the program, or on what the library makes of one."""
    if type(wrapped) is FunctionType and wrapped.__globals__.get("__name__") == PROGRAM:
        return {**wrapped.__dict__}
    return {**object.__getattribute__(wrapped, "__dict__")} if type(wrapped) in _WRAPPING else {}


_WRAPPING = (functools.partial, type(functools.lru_cache(len)))


def _wraps(wrapped: Any) -> Callable[[Any], Any]:
    return functools.partial(_update_wrapper, wrapped=wrapped)


def _single_dispatch(function: Callable[..., Any]) -> Any:
    """`functools.singledispatch`, whose `register` does not evaluate annotations that are text."""
    dispatching = cast("Any", functools.singledispatch(function))
    register = dispatching.register

    def registered(kind: Any, implementation: Any = None) -> Any:
        if implementation is None and not isinstance(kind, type):
            return register(_annotated(kind), kind)
        if implementation is None:

            def decorate(function: Any) -> Any:  # a partial would hand out the real `register`
                return registered(kind, function)

            return decorate
        return register(real_of(kind), implementation)

    dispatching.register = registered
    return dispatching


def _annotated(implementation: Any) -> Any:
    """The annotation of the first parameter. Raises `TypeError` where it is neither a class nor a union of some."""
    annotations = getattr(implementation, "__annotations__", None)
    kinds = [*cast("dict[str, Any]", annotations).values()] if type(annotations) is dict else []
    if not kinds or not (isinstance(kinds[0], type) or type(kinds[0]) is UnionType):
        raise TypeError("register() takes a class, or a function whose first parameter is annotated with one")
    return real_of(kinds[0])


class _PartialMethod:
    """`functools.partialmethod`. The real one keeps what a bound function belongs to, be it a module."""

    def __init__(self, func: Any, /, *args: Any, **keywords: Any) -> None:
        if not callable(func) and not hasattr(func, "__get__"):
            raise TypeError(f"{func!r} is not callable or a descriptor")
        self.func, self.args, self.keywords = func, args, keywords

    def __get__(self, instance: Any, owner: "type | None" = None) -> Any:
        get = getattr(cast("Any", type(self.func)), "__get__", None)
        bound = self.func if get is None else get(self.func, instance, owner)
        if bound is not self.func:
            return functools.partial(bound, *self.args, **self.keywords)
        return self._unbound().__get__(instance, owner)

    def _unbound(self) -> Any:
        def method(owner: Any, /, *more: Any, **named: Any) -> Any:
            return self.func(owner, *self.args, *more, **{**self.keywords, **named})

        return method


_PartialMethod.__name__ = _PartialMethod.__qualname__ = "partialmethod"
_PartialMethod.__module__ = "functools"


def _cached_property(session: Session) -> type:
    class cached_property:
        """`functools.cached_property`, for objects only, and under names that a program may read."""

        def __init__(self, func: Callable[[Any], Any]) -> None:
            self.func = func
            self.attrname: Any = None
            self.__doc__ = func.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self.attrname = name

        def __get__(self, instance: Any, owner: "type | None" = None) -> Any:
            if instance is None:
                return self
            name = self.attrname
            if isinstance(instance, type) or type(name) is not str or not attribute_is_open(name):
                session.deny(CLOSED_NAME, "in cached_property")
            names = instance.__dict__
            value = names.get(name, _MISSING)
            if value is _MISSING:
                value = names[name] = self.func(instance)
            return value

    cached_property.__module__, cached_property.__qualname__ = "functools", "cached_property"
    return cached_property
