"""Which modules a policy offers, which of their names, and which builtins."""

from functools import lru_cache

from ..facades.table import MODULES
from .names import BUILTINS
from .policy import Policy


@lru_cache(maxsize=16)
def offered(policy: Policy) -> "dict[str, frozenset[str] | None]":
    """The names of each module that may be imported; None for one that the policy adds whole.

    `math` with its table's names, `os.path` with `join` where `policy.callables` has `os.path.join`.
    """
    found: dict[str, frozenset[str] | None] = dict(MODULES)
    for dotted in policy.callables:
        module, _, name = dotted.rpartition(".")
        if module:
            found[module] = (found.get(module) or frozenset()) | {name}
    found.update((module, None) for module in policy.modules)
    for denied in policy.denied:
        module, _, name = denied.rpartition(".")
        found.pop(denied, None)
        names = found.get(module)
        if names:
            found[module] = names - {name}
    return found


@lru_cache(maxsize=16)
def added_builtins(policy: Policy) -> "frozenset[str]":
    """The builtins that a policy adds: its callables without a dot."""
    return frozenset(name for name in policy.callables if "." not in name)


@lru_cache(maxsize=16)
def open_names(policy: Policy) -> "frozenset[str]":
    """What every program of a policy may read without defining it."""
    return (BUILTINS | added_builtins(policy) | {*policy.tools, "__name__", "__doc__"}) - {*policy.denied}
