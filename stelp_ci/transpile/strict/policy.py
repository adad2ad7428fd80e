"""What the strict profile lets a program name, and how much it may cost: plain data."""

from typing import Any, NamedTuple, cast

from ..limits import Limits


class Policy(NamedTuple):
    """One policy. The first five fields hold names, the others bounds.

    `modules`: further modules that may be imported, whole. `callables`: further dotted callables (`os.path.join`).
    `denied`: what is taken away again: syntax node classes (`While`), builtins (`print`), modules (`re`).
    `tools`: functions of the host that the program calls by their plain names.
    `fuel`: iterations of all loops together. `recursion`: frames. `bits`: size of one integer. `items`: length of one
    sequence made by repetition.
    """

    name: str = "strict"
    modules: tuple[str, ...] = ()
    callables: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    fuel: int = 50_000_000
    recursion: int = 1_000
    bits: int = 8_000_000
    items: int = 20_000_000
    limits: Limits = Limits(size=200_000, tokens=50_000, depth=400, nodes=200_000)


STRICT = Policy()
"""The profile as it comes: nothing added, nothing taken away."""

_NAMES = ("modules", "callables", "denied", "tools")
_BOUNDS = ("fuel", "recursion", "bits", "items")


def loosened(policy: Policy) -> "tuple[str, ...]":
    """What a policy lets through or allows beyond the profile as it comes, a sentence each."""
    added = [f"{field}: {name}" for field in ("modules", "callables") for name in getattr(policy, field)]
    raised = [
        f"{field}: {getattr(policy, field)} instead of {getattr(STRICT, field)}"
        for field in _BOUNDS
        if getattr(policy, field) > getattr(STRICT, field)
    ]
    return (*added, *raised)


class PolicyError(ValueError):
    """What was given as a policy is not one; the message names the field."""


def policy_as_json(policy: Policy) -> "dict[str, Any]":
    """The policy as JSON data: lists, strings and integers."""
    names = {field: list(getattr(policy, field)) for field in _NAMES}
    bounds = {field: getattr(policy, field) for field in _BOUNDS}
    return {"name": policy.name, **names, **bounds, "limits": policy.limits._asdict()}


def policy_from_json(data: "dict[str, Any]") -> Policy:
    """The policy that `policy_as_json` wrote; fields left out have their default. Raises `PolicyError`."""
    _known(data, (*Policy._fields,), "policy")
    name = data.get("name", STRICT.name)
    if type(name) is not str:
        raise PolicyError("name: a string is needed")
    fields: dict[str, Any] = {field: _names(field, data[field]) for field in _NAMES if field in data}
    fields.update({field: _bound(field, data[field]) for field in _BOUNDS if field in data})
    return Policy(name=name, **fields, limits=_limits(data.get("limits", {})))


def _limits(data: Any) -> Limits:
    if not isinstance(data, dict):
        raise PolicyError("limits: a mapping is needed")
    given = cast("dict[str, Any]", data)
    _known(given, Limits._fields, "limits")
    return STRICT.limits._replace(**{field: _bound(f"limits.{field}", value) for field, value in given.items()})


def _known(data: "dict[str, Any]", fields: "tuple[str, ...]", what: str) -> None:
    unknown = sorted(set(data) - set(fields))
    if unknown:
        raise PolicyError(f"{what}: unknown field {unknown[0]}")


def _names(field: str, value: Any) -> "tuple[str, ...]":
    given = cast("list[object]", value) if isinstance(value, (list, tuple)) else [None]
    if not all(type(item) is str for item in given):
        raise PolicyError(f"{field}: a list of names is needed")
    return tuple(cast("list[str]", given))


def _bound(field: str, value: Any) -> int:
    if type(value) is not int or value < 1:
        raise PolicyError(f"{field}: a positive integer is needed")
    return value
