"""Which regular expressions can take exponential time: repetitions inside repetitions that can be told apart in more
than one way (https://en.wikipedia.org/wiki/ReDoS)."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownLambdaType=false
# What passes through here is the program's, or a library's that is imported by name: of any type.

from importlib import import_module
from sys import version_info
from typing import Any, cast

_MANY = 10
"""A repetition of no more than this is not one that doubles the time with each character."""
_ALL = (1 << 260) - 1
"""Every character: one bit for each of the first 256, and one for each kind (below) of all others."""
_KINDS = {"DIGIT": 1 << 256, "WORD": 1 << 257, "SPACE": 1 << 258, "": 1 << 259}
_OTHERS = sum(_KINDS.values())
_MEMBERS = {
    "DIGIT": str.isdigit,
    "SPACE": str.isspace,
    "WORD": lambda character: character.isalnum() or character == "_",
}


def takes_for_ever(pattern: "str | bytes", flags: int) -> bool:
    """Whether a text can be found on which `pattern` takes exponential time; False where it is no pattern at all."""
    parser = cast("Any", import_module("re._parser" if version_info >= (3, 11) else "sre_parse"))
    try:
        parsed = parser.parse(pattern, flags)
    except (ValueError, OverflowError, RecursionError, import_module("re").error):
        return False
    return _is_ambiguous([*parsed], after=0, repeated=False)


def _is_ambiguous(items: "list[Any]", *, after: int, repeated: bool) -> bool:
    """Whether a sequence, followed by one of the characters `after`, can match one text in many ways."""
    for place, item in enumerate(items):
        rest = items[place + 1 :]
        following = _first(rest) | (after if _can_be_empty(rest) else 0)
        if _item_is_ambiguous(item, after=following, repeated=repeated):
            return True
    return False


def _item_is_ambiguous(item: Any, *, after: int, repeated: bool) -> bool:
    name, argument = str(item[0]), item[1]
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        body = [*argument[2]]
        many = _is_many(argument)
        if repeated and many and _first(body) & after:
            return True
        return _is_ambiguous(body, after=_first(body) | after, repeated=repeated or many)
    inside = _inside(name, argument)
    if repeated and name == "BRANCH" and _overlaps([_first(branch) for branch in inside]):
        return True
    return any(_is_ambiguous(inner, after=after, repeated=repeated) for inner in inside)


def _is_many(argument: Any) -> bool:
    return int(argument[1]) > _MANY and argument[0] != argument[1]


def _inside(name: str, argument: Any) -> "list[list[Any]]":
    """The sequences inside an item that is no repetition."""
    match name:
        case "SUBPATTERN":
            return [[*argument[3]]]
        case "ASSERT" | "ASSERT_NOT":
            return [[*argument[1]]]
        case "BRANCH":
            return [[*branch] for branch in argument[1]]
        case "GROUPREF_EXISTS":
            return [[*branch] for branch in argument[1:] if branch]
        case _:
            return []


def _overlaps(sets: "list[int]") -> bool:
    seen = 0
    for each in sets:
        if seen & each:
            return True
        seen |= each
    return False


def _first(items: "list[Any]") -> int:
    """The characters that a match of a sequence can begin with."""
    found = 0
    for item in items:
        characters, can_be_empty = _begins(item)
        found |= characters
        if not can_be_empty:
            break
    return found


def _can_be_empty(items: "list[Any]") -> bool:
    return all(_begins(item)[1] for item in items)


def _begins(item: Any) -> "tuple[int, bool]":
    """What one item can begin with, and whether it can match nothing."""
    name, argument = str(item[0]), item[1]
    match name:
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            body = [*argument[2]]
            return _first(body), argument[0] == 0 or _can_be_empty(body)
        case "SUBPATTERN":
            return _first([*argument[3]]), _can_be_empty([*argument[3]])
        case "BRANCH":
            branches = [[*branch] for branch in argument[1]]
            return _union(branches), any(_can_be_empty(branch) for branch in branches)
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return 0, True
        case _:
            return _characters(name, argument), False


def _union(branches: "list[list[Any]]") -> int:
    found = 0
    for branch in branches:
        found |= _first(branch)
    return found


def _characters(name: str, argument: Any) -> int:
    match name:
        case "LITERAL":
            return _bit(argument)
        case "NOT_LITERAL":
            return _ALL & ~_bit(argument) if argument < 256 else _ALL
        case "RANGE":
            inside = range(argument[0], min(argument[1], 255) + 1)
            return sum(1 << code for code in inside) | (_OTHERS if argument[1] > 255 else 0)
        case "CATEGORY":
            return _category(str(argument))
        case "IN":
            return _class(argument)
        case _:
            return _ALL


def _class(members: Any) -> int:
    """A set in brackets. What a negated one excludes of the other characters is only known for whole kinds."""
    found = excluded = 0
    negated = False
    for name, argument in ((str(name), argument) for name, argument in members):
        characters = 0 if name == "NEGATE" else _characters(name, argument)
        negated = negated or name == "NEGATE"
        found |= characters
        excluded |= characters if name == "CATEGORY" else characters & ~_OTHERS
    return _ALL & ~excluded if negated else found


def _category(name: str) -> int:
    """The characters of `\\d`, `\\s`, `\\w` and their opposites; ."""
    kind = name.rpartition("_")[2]
    belongs = _MEMBERS.get(kind)
    if belongs is None:
        return _ALL
    inside = sum(1 << code for code in range(256) if belongs(chr(code))) | _KINDS[kind]
    inside |= _KINDS["DIGIT"] if kind == "WORD" else 0
    return _ALL & ~inside if "NOT" in name else inside


def _bit(code: int) -> int:
    if code < 256:
        return 1 << code
    return next((_KINDS[kind] for kind, belongs in _MEMBERS.items() if belongs(chr(code))), _KINDS[""])
