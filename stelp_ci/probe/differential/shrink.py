"""Smaller calls than the one that tells: what is left of it when each part is taken away or made simpler."""

from collections.abc import Iterator
from itertools import islice
from typing import cast

from stelp_ci.probe.differential.inputs import Input
from stelp_ci.probe.differential.values import Plain, holds_alias

MAX_SMALLER = 80
_MAX_DEPTH = 8


def smaller(call: Input) -> list[Input]:
    """At most `MAX_SMALLER` simpler calls, the simplest first."""
    if holds_alias([*call.args, *(value for _, value in call.kwargs)]):
        return []
    found: dict[bytes, Input] = {}
    for one in islice(_candidates(call), MAX_SMALLER * 4):
        found.setdefault(one.key, one)
    return sorted(found.values(), key=size)[:MAX_SMALLER]


def size(call: Input) -> tuple[int, int]:
    """How much there is to read in a call; of two as long, the one nearer to zero is smaller."""
    return len(call.key), sum(call.key)


def _candidates(call: Input) -> Iterator[Input]:
    every = call
    for number, value in call.parts():
        first = next(reductions(value), None)
        every = every if first is None else every.replaced(number, first)
        yield from (call.replaced(number, other) for other in islice(reductions(value), MAX_SMALLER))
    yield every


def reductions(value: Plain, depth: int = 0) -> Iterator[Plain]:
    """Simpler values of the same type, the simplest first."""
    match value:
        case bool() | None:
            return
        case int():
            yield from (one for one in _toward_zero(value) if one != value)
        case str():
            yield from _shorter(value)
        case list() if depth < _MAX_DEPTH:
            yield from _fewer(value, depth)
        case dict() if depth < _MAX_DEPTH:
            yield from _tagged(value, depth)
        case _:
            return


def _tagged(value: dict[str, Plain], depth: int) -> Iterator[Plain]:
    ((tag, body),) = value.items()
    match tag, body:
        case "float", str():
            yield from _floats(float(body))
        case "tuple" | "set" | "frozenset", list():
            yield from (_as(tag, other) for other in _fewer(body, depth))
        case "dict", list():
            yield from (_as(tag, [*body[:n], *body[n + 1 :]]) for n in range(len(body)))
            for n, pair in enumerate(body):
                key, item = cast("list[Plain]", pair)
                others = reductions(item, depth + 1)
                yield from (_as(tag, [*body[:n], [key, other], *body[n + 1 :]]) for other in others)
        case "object", [str(name), list(items)]:
            for n, pair in enumerate(items):
                key, item = cast("list[Plain]", pair)
                others = reductions(item, depth + 1)
                yield from (_as(tag, [name, [*items[:n], [key, other], *items[n + 1 :]]]) for other in others)
        case _:
            return


def _as(tag: str, items: list[Plain]) -> Plain:
    return {tag: items}


def _toward_zero(value: int) -> tuple[int, ...]:
    sign = -1 if value < 0 else 1
    return tuple(dict.fromkeys((0, 1, sign, abs(value), value // 2, value - sign, sign * 2)))


def _floats(value: float) -> Iterator[Plain]:
    if value - value != 0:
        yield {"float": "0.0"}
        return
    for one in (0.0, 1.0, float(int(value)) if abs(value) < 1e15 else 0.0, abs(value), value / 2, round(value, 2)):
        if one != value:
            yield {"float": repr(one)}


def _shorter(value: str) -> Iterator[str]:
    half = len(value) // 2
    if value:
        yield from dict.fromkeys(one for one in ("", value[:half], value[half:]) if one != value)
        yield from (value[:n] + value[n + 1 :] for n in range(min(len(value), 20)))


def _fewer(items: list[Plain], depth: int) -> Iterator[list[Plain]]:
    half = len(items) // 2
    if items:
        yield from (
            one for one in ([], *([item] for item in items), items[:half], items[half:]) if len(one) < len(items)
        )
        yield from ([*items[:n], *items[n + 1 :]] for n in range(len(items)))
    for n, item in enumerate(items):
        yield from ([*items[:n], other, *items[n + 1 :]] for other in reductions(item, depth + 1))
