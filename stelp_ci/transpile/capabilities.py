"""Looking up a dotted name in the table."""

import re
import sys
from functools import lru_cache
from typing import NamedTuple

from .capability import Capability
from .dotted import ALIASES, DOTTED, INSTANCES, REACHABLE
from .named import SET_BY_USERS, TEST_MODULES

_STANDARD = sys.stdlib_module_names | {"six", "builtins"}
_ANYWHERE = frozenset(("builtins", "os", "subprocess", "sys"))
_PARENTS = re.compile(r"^pathlib\.Path(\.parent)+(?=\.|$)")


class Reach(NamedTuple):
    """What the table says about one name: the capabilities, and the name to report them under."""

    what: str
    capabilities: tuple[Capability, ...]


class _Table(NamedTuple):
    exact: dict[str, tuple[Capability, ...]]
    below: dict[str, tuple[Capability, ...]]
    """Entries written `module.*`, without the star."""
    prefixes: frozenset[str]
    """Every proper prefix of an entry: modules and classes that hold names of the table."""


@lru_cache(maxsize=4096)
def canonical(dotted: str) -> str:
    """The name under which the table knows `dotted`: aliases resolved, modules reached through modules by their own.

    `random._os.system` and `posix.system` are both `os.system`; `scipy.signal` stays what it is.
    """
    parts = dotted.split(".")
    parts[0] = ALIASES.get(parts[0], parts[0])
    holders = REACHABLE if parts[0] in _STANDARD else _ANYWHERE
    for index in range(len(parts) - 1, 0, -1):
        name = ALIASES.get(parts[index], parts[index])
        if name in holders and name != parts[0]:
            parts = [name, *parts[index + 1 :]]
            break
    return _PARENTS.sub("pathlib.Path", ".".join(parts))


@lru_cache(maxsize=4096)
def reach(dotted: str) -> "Reach | None":
    """What the table says about a canonical name, or None."""
    table, parts = _table(), dotted.split(".")
    for count in range(len(parts), 0, -1):
        prefix = ".".join(parts[:count])
        if prefix in table.exact:
            return _reach(prefix, table.exact[prefix])
        if prefix in table.below:
            return _reach(".".join(parts[: count + 1]), table.below[prefix])
    return None


@lru_cache(maxsize=4096)
def is_known(dotted: str) -> bool:
    """Whether a canonical name is in the table or on the way to a name that is."""
    return is_container(dotted) or reach(dotted) is not None


def is_container(dotted: str) -> bool:
    """Whether a canonical name is a module or class that holds names of the table without being in it."""
    return dotted in _table().prefixes


def is_listed(dotted: str) -> bool:
    """Whether a canonical name has an entry of its own."""
    return dotted in _table().exact


def is_of_others(dotted: str) -> bool:
    """Whether a canonical name stands in Python's library, in a test framework or among tests, not in the project."""
    parts = dotted.split(".")
    in_tests = any(part in ("test", "tests", "conftest") or part.startswith("test_") for part in parts[:-1])
    return dotted not in SET_BY_USERS and (in_tests or parts[0] in _STANDARD | TEST_MODULES)


def is_key_module(dotted: str) -> bool:
    """Whether a canonical name is a module that opens many doors: handing it on as a value is noteworthy in itself."""
    return dotted in REACHABLE


def returned(dotted: str) -> "str | None":
    """What calling a canonical name gives back, where the table has methods of it."""
    return INSTANCES.get(dotted)


def _reach(what: str, capabilities: tuple[Capability, ...]) -> "Reach | None":
    return Reach(what.removeprefix("builtins."), capabilities) if capabilities else None


@lru_cache(maxsize=1)
def _table() -> _Table:
    exact: dict[str, tuple[Capability, ...]] = {}
    below: dict[str, tuple[Capability, ...]] = {}
    for line in filter(None, DOTTED.splitlines()):
        name, *words = line.split()
        capabilities = tuple(Capability(word) for word in words if word != "-")
        if name.endswith(".*"):
            below[name.removesuffix(".*")] = capabilities
        else:
            exact[name] = capabilities
    return _Table(exact, below, frozenset(_prefixes((*exact, *below))))


def _prefixes(names: tuple[str, ...]) -> set[str]:
    known = set(names)
    prefixes = {name[:index] for name in names for index, letter in enumerate(name) if letter == "."}
    return prefixes - known
