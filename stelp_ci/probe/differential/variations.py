"""What one value can be varied to, type by type: first what often tells, then the rest."""

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import cast

from stelp_ci.probe.differential.constants import SMALL, Constants, as_float
from stelp_ci.probe.differential.values import Plain

MAX_ITEMS = 60
_WORDS = ("", " ", "a", "A", "0", "-1", "a b", "a,b", "\n", "\u00e9", "ab" * 20)
_DIGITS = frozenset("0123456789")


def variations(value: Plain, constants: Constants, *, fixed: bool = False) -> Iterator[Plain]:
    """Other values in place of one. With `fixed` only numbers, texts and truth values in it change, never its shape."""
    match value:
        case None:
            yield from (0, "", [])
        case bool():
            yield not value
        case int():
            yield from _ints(value, constants)
        case str():
            yield from _texts(value, constants)
        case list():
            yield from _items(value, constants, lambda items: items, fixed=fixed)
        case dict():
            yield from _tagged(value, constants, fixed=fixed)


def _tagged(value: dict[str, Plain], constants: Constants, *, fixed: bool) -> Iterator[Plain]:
    ((tag, body),) = value.items()
    match tag, body:
        case "float", str():
            yield from _floats(float(body), constants)
        case "tuple" | "set" | "frozenset", list():
            yield from _items(body, constants, lambda items: _told(tag, items), fixed=fixed)
        case "dict", list():
            yield from _pairs(body, constants, fixed=fixed)
        case "object" | "make", [str(name), list(items)]:
            yield from _members(tag, name, items, constants)
        case "bytes", str():
            yield from (_told("bytes", text) for text in ("", body[:-2], body + body, "00", body + "ff"))
        case _:
            pass


def _told(tag: str, body: Plain) -> Plain:
    return {tag: body}


def _ints(value: int, constants: Constants) -> Iterator[int]:
    telling = (*constants.ints[:3], value + 1, value - 1, 0, *constants.ints[3:9], -value, 1, -1, value * 2)
    rest = (*constants.ints[9:], 2, value // 2, value * 10, value + 10, 3, 7, 10, 100, 255, 256, 1000, -2, 12345)
    yield from (one for one in (*telling, *rest) if one != value and abs(one) < SMALL)
    yield from (int(one) for one in constants.floats if abs(one) < SMALL)


def _floats(value: float, constants: Constants) -> Iterator[Plain]:
    telling = (*constants.floats[:4], *map(float, constants.ints[:6]), 0.0, value + 1, -value, value + 0.5, value - 0.5)
    rest = (*constants.floats[4:], *map(float, constants.ints[6:]), 0.5, 1.5, 2.5, -0.5, value * 2, value / 2, 0.005)
    last = (1.005, 2.675, 1e-9, 1e6, 1e16, -0.0, float("inf"), float("nan"))
    yield from (as_float(one) for one in (*telling, *rest, *last) if one != value)


def _texts(value: str, constants: Constants) -> Iterator[str]:
    words = constants.texts
    telling = ("", *words[:4], value[:-1], value[1:], value + value, *(value + word for word in words[:4]))
    shaped = (value.upper(), value.lower(), value.swapcase(), f" {value}", f"{value} ", value[::-1], value.title())
    rest = (*(word + value for word in words), *words[4:], *_WORDS, value.replace(" ", "  "), value * 5)
    cut = (value[:one] for one in constants.ints if 0 < one < len(value))
    long = ((value or "a") * (one // max(len(value), 1) + 1) for one in constants.ints if 0 < one <= 300)
    exact = (text[:one] for text, one in zip(long, (n for n in constants.ints if 0 < n <= 300), strict=True))
    yield from dict.fromkeys(one for one in (*telling, *exact, *shaped, *_numbers(value), *cut, *rest) if one != value)


def _numbers(value: str) -> Iterator[str]:
    """A text that is a number, with its neighbours."""
    if value and len(value) < 15 and set(value) <= _DIGITS:
        yield from (str(int(value) + 1), str(max(int(value) - 1, 0)), "0", f"-{value}", f"0{value}", f"{value}.5")


def _items(
    items: list[Plain], constants: Constants, made: Callable[[list[Plain]], Plain], *, fixed: bool
) -> Iterator[Plain]:
    """A sequence: its items varied one by one, and its shape."""
    if len(items) > MAX_ITEMS:
        return
    within = (_put(made, items, n, variations(item, constants, fixed=fixed)) for n, item in enumerate(items))
    shapes = iter(()) if fixed else (made(other) for other in _shapes(items))
    yield from _alternating(shapes, _alternating(*within))


def _put(made: Callable[[list[Plain]], Plain], items: list[Plain], n: int, others: Iterator[Plain]) -> Iterator[Plain]:
    """The items with others in one place."""
    yield from (made([*items[:n], other, *items[n + 1 :]]) for other in others)


def _shapes(items: list[Plain]) -> Iterator[list[Plain]]:
    if not items:
        first: tuple[list[Plain], ...] = ([0], ["a"], [[]])
        yield from first
        return
    yield from ([], items[:1], [*items, items[0]], items[::-1], items[:-1], items[1:], [*items, items[-1]])
    yield [items[0], items[0]]
    yield from ([*items[:n], *items[n + 1 :]] for n in range(1, len(items) - 1))
    yield from ([*items[:n], items[n], *items[n:]] for n in range(1, len(items) - 1))
    yield [*items[1:], items[0]]
    yield items + items
    yield [[items[0]], *items[1:]]


def _pairs(pairs: list[Plain], constants: Constants, *, fixed: bool) -> Iterator[Plain]:
    """A dict: its values and keys varied one by one, and its shape."""
    entries = [cast("list[Plain]", pair) for pair in pairs]
    if len(entries) > MAX_ITEMS:
        return

    inner = (
        _put(_as_dict, pairs, n, _entries(key, value, constants, fixed=fixed)) for n, (key, value) in enumerate(entries)
    )
    shapes = [] if fixed else [_as_dict([]), _as_dict(pairs[:1]), _as_dict(pairs[::-1]), _as_dict(pairs[1:])]
    yield from _alternating(iter(shapes), _alternating(*inner))


def _entries(key: Plain, value: Plain, constants: Constants, *, fixed: bool) -> Iterator[Plain]:
    yield from ([key, other] for other in variations(value, constants, fixed=fixed))
    yield from ([other, value] for other in variations(key, constants, fixed=True))


def _as_dict(pairs: list[Plain]) -> Plain:
    return {"dict": pairs}


def _members(tag: str, name: str, items: list[Plain], constants: Constants) -> Iterator[Plain]:
    """An object: what it holds varied, one at a time, without changing what it is."""
    for number, item in enumerate(items):
        pair = cast("list[Plain]", item) if tag == "object" else [None, item]
        for other in variations(pair[1], constants, fixed=False):
            if type(other) is type(pair[1]) and _tag(other) == _tag(pair[1]):
                changed: Plain = [pair[0], other] if tag == "object" else other
                yield {tag: [name, [*items[:number], changed, *items[number + 1 :]]]}


def _tag(value: Plain) -> str:
    return next(iter(value)) if isinstance(value, dict) else ""


def _alternating(*streams: Iterator[Plain]) -> Iterator[Plain]:
    end = object()
    for row in zip_longest(*streams, fillvalue=end):
        yield from (cast("Plain", item) for item in row if item is not end)
