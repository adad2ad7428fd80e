"""The parts of `functools` that work on attributes by name or on annotations that are text."""

import functools
from collections.abc import Callable
from typing import Any, cast

from ..strict.names import attribute_is_open
from .codes import CLOSED_NAME
from .kinds import real_of
from .session import Session

_MISSING = object()


def make_functions(session: Session) -> "dict[str, Any]":
    """The wrapped names of `functools`."""
    return {
        "update_wrapper": _update_wrapper,
        "wraps": _wraps,
        "singledispatch": _single_dispatch,
        "cached_property": _cached_property(session),
    }


def _update_wrapper(wrapper: Any, wrapped: Any) -> Any:
    """`functools.update_wrapper` of the names that it takes by itself; a class is not altered."""
    if isinstance(wrapper, type):
        raise TypeError("a class is no wrapper")
    return functools.update_wrapper(wrapper, wrapped)


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
            return functools.partial(register, real_of(kind))
        return register(real_of(kind), implementation)

    dispatching.register = registered
    return dispatching


def _annotated(implementation: Any) -> Any:
    """The annotation of the first parameter. Raises `TypeError` where it is not a class."""
    annotations = getattr(implementation, "__annotations__", None)
    kinds = [*cast("dict[str, Any]", annotations).values()] if type(annotations) is dict else []
    if not kinds or not isinstance(kinds[0], type):
        raise TypeError("register() takes a class, or a function whose first parameter is annotated with one")
    return real_of(kinds[0])


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
