"""Small functions and one fault for each, written for measuring; a table, and therefore long.

The calls are what somebody may have tested: none of them tells the right version from the wrong one.
"""

from typing import NamedTuple


class Faulty(NamedTuple):
    """`source` is right; with the one place `right` become `wrong` it is not. `calls` are arguments by position."""

    name: str
    kind: str
    source: str
    right: str
    wrong: str
    calls: tuple[tuple[object, ...], ...]

    @property
    def broken(self) -> str:
        """The text with the fault."""
        return self.source.replace(self.right, self.wrong, 1)


def _case(name: str, kind: str, source: str, fault: tuple[str, str], *calls: tuple[object, ...]) -> Faulty:
    return Faulty(name, kind, source.lstrip("\n"), *fault, calls)


BOUNDARY, OPERATOR, LOST, ALIAS = "boundary", "wrong operator", "lost case", "aliasing"
ORDER, ROUNDING, EXCEPTION, OFF = "ordering", "rounding", "exception type", "off by one"

FAULTY: tuple[Faulty, ...] = (
    _case(
        "size_text",
        BOUNDARY,
        """
def size_text(value: float, binary: bool = False, gnu: bool = False) -> str:
    base = 1024 if gnu or binary else 1000
    size = abs(float(value))
    if size < base:
        return f"{int(value)}B" if gnu else f"{int(value)} Bytes"
    for power, letter in enumerate("KMGT", 2):
        unit = base**power
        if size < unit:
            break
    return f"{base * value / unit:.1f}{letter}"
""",
        ("if size < base:", "if size <= base:"),
        (300.0, False, False),
        (3000.0, False, False),
        (2048.0, True, False),
        (3_000_000.0, False, True),
    ),
    _case(
        "age_text",
        BOUNDARY,
        """
def age_text(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h"
""",
        ("seconds < 3600", "seconds <= 3600"),
        (5,),
        (125,),
        (7300,),
    ),
    _case(
        "clamp",
        OFF,
        """
def clamp(value: int, low: int, high: int) -> int:
    if value < low:
        return low
    return high if value > high else value
""",
        ("return low\n", "return low + 1\n"),
        (5, 0, 10),
        (15, 0, 10),
    ),
    _case(
        "grade",
        BOUNDARY,
        """
def grade(points: int) -> str:
    if points >= 90:
        return "A"
    return "B" if points >= 75 else "C"
""",
        ("points >= 75", "points > 75"),
        (95,),
        (80,),
        (10,),
    ),
    _case(
        "shipping",
        BOUNDARY,
        """
def shipping(total: float, express: bool) -> float:
    cost = 9.5 if express else 4.5
    return 0.0 if total >= 50.0 and not express else cost
""",
        ("total >= 50.0", "total > 50.0"),
        (20.0, False),
        (80.0, False),
        (80.0, True),
    ),
    _case(
        "is_leap",
        LOST,
        """
def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
""",
        (" or year % 400 == 0", ""),
        (2023,),
        (2024,),
        (1900,),
    ),
    _case(
        "last_items",
        OFF,
        """
def last_items(values: list[int], count: int) -> list[int]:
    return values[-count:] if count else []
""",
        (" if count else []", ""),
        ([1, 2, 3], 2),
    ),
    _case(
        "chunks",
        OFF,
        """
def chunks(values: list[int], size: int) -> list[list[int]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
""",
        ("len(values), size", "len(values) - 1, size"),
        ([1, 2, 3, 4], 2),
        ([1, 2], 2),
    ),
    _case(
        "pairs",
        OFF,
        """
def pairs(values: list[int]) -> list[tuple[int, int]]:
    return [(values[n], values[n + 1]) for n in range(len(values) - 1)]
""",
        ("range(len(values) - 1)", "range(max(len(values) - 1, 1) if values else 0)"),
        ([1, 2, 3],),
        ([],),
    ),
    _case(
        "find",
        OFF,
        """
def find(values: list[int], wanted: int) -> int:
    low, high = 0, len(values) - 1
    while low <= high:
        middle = (low + high) // 2
        if values[middle] == wanted:
            return middle
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return -1
""",
        ("while low <= high", "while low < high"),
        ([1, 3, 5], 3),
        ([1, 3, 5], 4),
        ([], 1),
    ),
    _case(
        "power",
        OFF,
        """
def power(base: int, exponent: int) -> int:
    result = 1
    for _ in range(exponent):
        result *= base
    return result
""",
        ("range(exponent)", "range(max(exponent, 1))"),
        (2, 3),
        (5, 1),
    ),
    _case(
        "count_words",
        OFF,
        """
def count_words(text: str) -> int:
    return len(text.split())
""",
        ("len(text.split())", 'text.count(" ") + 1'),
        ("one two",),
        ("one",),
    ),
    _case(
        "shorten",
        OFF,
        """
def shorten(text: str, limit: int = 10) -> str:
    if len(text) <= limit:
        return text
    return text[: limit - 3] + "..."
""",
        ("len(text) <= limit", "len(text) < limit"),
        ("short", 10),
        ("a text that is longer", 10),
    ),
    _case(
        "days_in",
        LOST,
        """
def days_in(month: int, leap: bool = False) -> int:
    if month == 2:
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31
""",
        ("(4, 6, 9, 11)", "(4, 6, 9)"),
        (1, False),
        (2, True),
        (4, False),
    ),
    _case(
        "total",
        OPERATOR,
        """
def total(prices: list[int], discount: int) -> int:
    return sum(prices) - discount
""",
        ("- discount", "+ discount"),
        ([10, 20], 0),
    ),
    _case(
        "average",
        OPERATOR,
        """
def average(values: list[int]) -> float:
    return sum(values) / len(values) if values else 0.0
""",
        ("sum(values) / len(values)", "sum(values) / max(len(values) - 1, 1)"),
        ([4],),
        ([],),
    ),
    _case(
        "may_edit",
        OPERATOR,
        """
def may_edit(owner: bool, admin: bool, locked: bool) -> bool:
    return (owner or admin) and not locked
""",
        ("owner or admin", "owner and admin"),
        (True, True, False),
        (True, True, True),
        (False, False, False),
    ),
    _case(
        "overlap",
        OPERATOR,
        """
def overlap(first: int, last: int, other_first: int, other_last: int) -> bool:
    return first <= other_last and other_first <= last
""",
        ("last and other", "last or other"),
        (1, 5, 3, 8),
    ),
    _case(
        "remainder",
        OPERATOR,
        """
def remainder(value: int, size: int) -> int:
    return value % size
""",
        ("value % size", "value & (size - 1)"),
        (10, 4),
        (7, 8),
    ),
    _case(
        "distance",
        OPERATOR,
        """
def distance(one: list[int], other: list[int]) -> int:
    return sum(abs(a - b) for a, b in zip(one, other))
""",
        ("abs(a - b)", "(a - b)"),
        ([3, 4], [1, 2]),
    ),
    _case(
        "mask",
        OPERATOR,
        """
def mask(flags: int, wanted: int) -> bool:
    return flags & wanted == wanted
""",
        ("flags & wanted == wanted", "flags & wanted != 0"),
        (6, 2),
        (4, 1),
    ),
    _case(
        "sign",
        LOST,
        """
def sign(value: int) -> int:
    if value == 0:
        return 0
    return 1 if value > 0 else -1
""",
        ("if value == 0:\n        return 0\n    return 1", "return 1"),
        (5,),
        (-5,),
    ),
    _case(
        "merge",
        LOST,
        """
def merge(one: list[int], other: list[int]) -> list[int]:
    merged, a, b = [], 0, 0
    while a < len(one) and b < len(other):
        if one[a] <= other[b]:
            merged.append(one[a])
            a += 1
        else:
            merged.append(other[b])
            b += 1
    return merged + one[a:] + other[b:]
""",
        ("+ one[a:] + other[b:]", "+ other[b:]"),
        ([1, 2], [3, 4]),
        ([], [1]),
    ),
    _case(
        "plural",
        LOST,
        """
def plural(noun: str, count: int) -> str:
    if count == 1:
        return noun
    if noun.endswith("y"):
        return noun[:-1] + "ies"
    return noun + "s"
""",
        ('    if noun.endswith("y"):\n        return noun[:-1] + "ies"\n', ""),
        ("cat", 1),
        ("cat", 2),
    ),
    _case(
        "parse_flag",
        LOST,
        """
def parse_flag(text: str) -> bool:
    return text.strip().lower() in ("1", "true", "yes", "on")
""",
        ('"yes", "on"', '"yes"'),
        ("true",),
        ("no",),
    ),
    _case(
        "flatten",
        LOST,
        """
def flatten(values: list[object]) -> list[object]:
    flat: list[object] = []
    for value in values:
        if isinstance(value, list):
            flat.extend(flatten(value))
        else:
            flat.append(value)
    return flat
""",
        ("flat.extend(flatten(value))", "flat.extend(value)"),
        ([1, [2, 3]],),
    ),
    _case(
        "grid",
        ALIAS,
        """
def grid(width: int, height: int) -> list[list[int]]:
    return [[0] * width for _ in range(height)]
""",
        ("[[0] * width for _ in range(height)]", "[[0] * width] * height"),
        (3, 1),
    ),
    _case(
        "with_item",
        ALIAS,
        """
def with_item(values: list[int], item: int) -> list[int]:
    result = list(values)
    if item not in result:
        result.append(item)
    return result
""",
        ("result = list(values)", "result = list(values) if values else values"),
        ([1, 2], 2),
    ),
    _case(
        "sorted_copy",
        ALIAS,
        """
def sorted_copy(values: list[int]) -> list[int]:
    return sorted(values)
""",
        ("return sorted(values)", "values.sort()\n    return list(values)"),
        ([1, 2, 3],),
    ),
    _case(
        "updated",
        ALIAS,
        """
def updated(settings: dict[str, int], name: str, value: int) -> dict[str, int]:
    return {**settings, name: value}
""",
        ("return {**settings, name: value}", "settings[name] = value\n    return dict(settings)"),
        ({"a": 1}, "a", 1),
    ),
    _case(
        "ranking",
        ORDER,
        """
def ranking(scores: dict[str, int]) -> list[str]:
    return sorted(scores, key=lambda name: (-scores[name], name))
""",
        ("(-scores[name], name)", "-scores[name]"),
        ({"a": 3, "b": 2},),
    ),
    _case(
        "unique",
        ORDER,
        """
def unique(values: list[int]) -> list[int]:
    return list(dict.fromkeys(values))
""",
        ("list(dict.fromkeys(values))", "sorted(set(values))"),
        ([1, 2, 2],),
    ),
    _case(
        "by_length",
        ORDER,
        """
def by_length(words: list[str]) -> list[str]:
    return sorted(words, key=len)
""",
        ("key=len", "key=lambda word: (len(word), word)"),
        (["a", "bb", "ccc"],),
    ),
    _case(
        "newest_first",
        ORDER,
        """
def newest_first(versions: list[str]) -> list[str]:
    return sorted(versions, key=lambda text: [int(part) for part in text.split(".")], reverse=True)
""",
        ('key=lambda text: [int(part) for part in text.split(".")], ', ""),
        (["1.2", "1.3"],),
    ),
    _case(
        "rotate",
        ORDER,
        """
def rotate(values: list[int], count: int) -> list[int]:
    count %= len(values) or 1
    return values[count:] + values[:count]
""",
        ("values[count:] + values[:count]", "values[-count:] + values[:-count]"),
        ([1, 2], 1),
        ([1, 2, 3, 4], 2),
    ),
    _case(
        "cents",
        ROUNDING,
        """
def cents(price: float) -> int:
    return round(price * 100)
""",
        ("round(price * 100)", "int(price * 100)"),
        (1.25,),
        (3.0,),
    ),
    _case(
        "percent",
        ROUNDING,
        """
def percent(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole)
""",
        ("(200 * part + whole) // (2 * whole)", "100 * part // whole"),
        (1, 2),
        (1, 4),
    ),
    _case(
        "pages",
        ROUNDING,
        """
def pages(items: int, size: int) -> int:
    return -(-items // size)
""",
        ("-(-items // size)", "items // size + 1"),
        (5, 2),
        (7, 3),
    ),
    _case(
        "half",
        ROUNDING,
        """
def half(value: int) -> int:
    return value // 2
""",
        ("value // 2", "int(value / 2)"),
        (4,),
        (5,),
    ),
    _case(
        "get",
        EXCEPTION,
        """
def get(table: dict[str, int], key: str) -> int:
    if key not in table:
        raise KeyError(key)
    return table[key]
""",
        ("raise KeyError(key)", "raise ValueError(key)"),
        ({"a": 1}, "a"),
    ),
    _case(
        "ratio",
        EXCEPTION,
        """
def ratio(part: int, whole: int) -> float:
    if whole == 0:
        raise ValueError("nothing to divide by")
    return part / whole
""",
        ('    if whole == 0:\n        raise ValueError("nothing to divide by")\n', ""),
        (1, 2),
    ),
    _case(
        "positive",
        EXCEPTION,
        """
def positive(text: str) -> int:
    number = int(text)
    if number <= 0:
        raise ValueError("not positive")
    return number
""",
        ('raise ValueError("not positive")', "return 0"),
        ("12",),
    ),
    _case(
        "first",
        EXCEPTION,
        """
def first(values: list[int]) -> int:
    if not values:
        raise LookupError("empty")
    return values[0]
""",
        ('    if not values:\n        raise LookupError("empty")\n', ""),
        ([3, 4],),
    ),
)
