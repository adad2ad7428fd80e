"""The wrapped names of modules about data: zlib, hashlib, calendar, json, pprint, math."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownLambdaType=false
# What passes through here is the program's, or a library's that is imported by name: of any type.

from collections.abc import Callable
from importlib import import_module
from math import ceil, log2
from typing import Any, cast

from .output import make_write
from .session import Session


def make_zlib(session: Session) -> "dict[str, Any]":
    """`zlib.decompress`, which stops before the result is larger than a sequence may be."""
    zlib = cast("Any", import_module("zlib"))

    def decompress(data: bytes, /, wbits: int = zlib.MAX_WBITS, **_sizes: int) -> bytes:
        stream = zlib.decompressobj(wbits)
        text = stream.decompress(data, session.policy.items)
        if stream.unconsumed_tail:
            session.stop("memory", "the decompressed data is larger than the policy allows")
        if not stream.eof:
            raise zlib.error("Error -5 while decompressing data: incomplete or truncated stream")
        return text

    return {"decompress": decompress}


def make_math(session: Session) -> "dict[str, Any]":
    """The functions of `math` that make integers much larger than their arguments."""
    math = cast("Any", import_module("math"))

    def bounded(function: Callable[..., int], factors: Callable[..., int]) -> Callable[..., int]:
        def call(*arguments: Any) -> int:
            whole = all(isinstance(argument, int) and argument >= 0 for argument in arguments)
            if whole and arguments and factors(*arguments) * ceil(log2(arguments[0] + 2)) > session.policy.bits:
                session.stop("memory", f"the result of {function.__name__} is larger than the policy allows")
            return function(*arguments)

        call.__name__ = function.__name__
        return call

    return {
        "comb": bounded(math.comb, lambda n, k=0: min(k, max(n - k, 0))),
        "factorial": bounded(math.factorial, lambda n, *_rest: n),
        "perm": bounded(math.perm, lambda n, k=None: n if k is None else min(n, k)),
    }


def make_calendar(session: Session) -> "dict[str, Any]":
    """The names of days and months, as plain tuples, and a calendar that prints where `print` does."""
    calendar = cast("Any", import_module("calendar"))
    write = make_write(session)

    class TextCalendar(calendar.TextCalendar):
        """`calendar.TextCalendar`."""

        def prweek(self, *arguments: Any) -> None:
            write(self.formatweek(*arguments))

        def prmonth(self, *arguments: Any) -> None:
            write(self.formatmonth(*arguments))

        def pryear(self, *arguments: Any) -> None:
            write(self.formatyear(*arguments))

    TextCalendar.__module__, TextCalendar.__qualname__ = "calendar", "TextCalendar"
    names = {name: (*getattr(calendar, name),) for name in ("day_abbr", "day_name", "month_abbr", "month_name")}
    return {**names, "TextCalendar": TextCalendar}


def make_hashlib() -> "dict[str, Any]":
    """The names of the hash functions, unchangeable."""
    hashlib = cast("Any", import_module("hashlib"))
    return {name: frozenset(getattr(hashlib, name)) for name in ("algorithms_available", "algorithms_guaranteed")}


def make_json() -> "dict[str, Any]":
    """The classes of `json`, a program's own."""
    json = cast("Any", import_module("json"))
    names = ("JSONDecoder", "JSONEncoder")
    return {name: type(name, (getattr(json, name),), {"__module__": f"json.{name[4:].lower()}"}) for name in names}


def make_pprint(session: Session) -> "dict[str, Any]":
    """`pprint` and `pp`, which write where `print` does."""
    pprint = cast("Any", import_module("pprint"))
    own = make_write(session)

    def printing(**fixed: Any) -> Callable[..., None]:
        def call(value: Any, stream: Any = None, *arguments: Any, **named: Any) -> None:
            text = pprint.pformat(value, *arguments, **{**fixed, **named})
            (own if stream is None else stream.write)(text + "\n")

        return call

    return {"pp": printing(sort_dicts=False), "pprint": printing()}
