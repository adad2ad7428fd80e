"""What `import` gives a strict program: one frozen facade for each module, made when it is asked for."""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from ..facades.listing import Listing
from ..facades.table import LISTINGS
from ..strict.offer import offered
from ..strict.policy import Policy
from .bounds import Bounds
from .facade import Facade, make_facade
from .session import Session
from .wrapped import wrapped_names

_NOTHING = Listing()


def make_import(session: Session, bounds: Bounds) -> "Callable[[str], Facade]":
    """The import function of one run. It raises `ImportError` for a module that the policy does not offer.

    NOTE: it is the only way to the library, which is loaded and guarded when it is gone for the first time.
    """
    wrapped = wrapped_names(session, bounds)
    made: dict[str, Facade] = {}

    def import_(name: str, /) -> Facade:
        if not made:
            _guard()
        if name not in made:
            made[name] = make_facade(name, {**_members(name, session.policy, wrapped), **children(name)})
        return made[name]

    def children(parent: str) -> "dict[str, Facade]":
        dotted = [name for name in offered(session.policy) if name.rpartition(".")[0] == parent]
        return {name.rpartition(".")[2]: import_(name) for name in dotted}

    return import_


def _members(name: str, policy: Policy, wrapped: "Mapping[str, Callable[[], Mapping[str, Any]]]") -> "dict[str, Any]":
    """The names of a module that the policy offers, as far as this Python has them."""
    names = offered(policy).get(name, frozenset())
    if not names and names is not None:
        raise ImportError(f"{name} is not offered")
    if names is None:
        real = _real(name)
        return {each: value for each in dir(real) if _is_public(each, value := getattr(real, each))}
    guarded = LISTINGS.get(name, _NOTHING).wrapped & names
    own: Mapping[str, Any] = wrapped[name]() if guarded else {}
    found = {each: own[each] for each in guarded if each in own}
    if names == guarded:
        return found  # nothing of the real module is handed out
    real = _real(name)
    return {**{each: getattr(real, each) for each in names - guarded if hasattr(real, each)}, **found}


def _guard() -> None:
    from .library import guard_library

    guard_library()


def _real(name: str) -> ModuleType:
    from .exits import guard_late_exits
    from .instances import guard_late_instances
    from .patterns import guard_late_patterns

    real = import_module(name)
    guard_late_instances()
    guard_late_exits()
    guard_late_patterns()
    return real


def _is_public(name: str, value: object) -> bool:
    return not name.startswith("_") and not isinstance(value, ModuleType)
