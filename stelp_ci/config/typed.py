"""Turns nodes into the types of the settings, and says what was expected where they do not fit."""

import difflib
import re
from collections.abc import Iterable
from typing import TypeVar

import msgspec
from msgspec import inspect as shape

from stelp_ci.config.document import Mapping, Node, Scalar, Sequence
from stelp_ci.errors import ConfigError

T = TypeVar("T")


def convert(node: Node, target: type[T]) -> T:
    """`node` as a `target` (a msgspec Struct). Raises `ConfigError` with the path, what was expected, and the line."""
    return msgspec.convert(_plain(node, shape.type_info(target), ""), target)


def _plain(node: Node, wanted: shape.Type, path: str) -> object:
    """`node` as builtin objects that are known to fit `wanted`."""
    match bare(wanted), node:
        case shape.StructType() as struct, Mapping():
            return _fields(node, struct, path)
        case shape.DictType() as table, Mapping():
            return _table(node, table, path)
        case shape.VarTupleType() as row, Sequence():
            _check_length(node, row.max_length, path)
            return [_plain(item, row.item_type, f"{path}[{n}]") for n, item in enumerate(node.items)]
        case shape.AnyType(), _:
            return _anything(node)
        case leaf, Scalar() if _fits(node.value, leaf):
            return node.value
        case _:
            raise _misfit(node, wanted, path)


def _anything(node: Node) -> object:
    """The node as builtin objects, whatever they are."""
    match node:
        case Scalar():
            return node.value
        case Sequence():
            return [_anything(item) for item in node.items]
        case Mapping():
            return {key: _anything(value) for key, (_, value) in node.entries.items()}


def bare(wanted: shape.Type) -> shape.Type:
    """The type under its description."""
    return wanted.type if isinstance(wanted, shape.Metadata) else wanted


def _fields(node: Mapping, wanted: shape.StructType, path: str) -> dict[str, object]:
    known = {field.encode_name: field.type for field in wanted.fields}
    built: dict[str, object] = {}
    for key, (line, value) in node.entries.items():
        if key not in known:
            raise ConfigError(
                f"{_join(path, key)}: unknown key (line {line})",
                remedy=_nearest(key, known, prefix=path) or f"Known here: {', '.join(known)}.",
            )
        built[key] = _plain(value, known[key], _join(path, key))
    missing = [field.encode_name for field in wanted.fields if field.required and field.encode_name not in built]
    if missing:
        raise ConfigError(
            f"{path}: {missing[0]} is missing (line {node.line})", remedy="docs/settings.md has them all."
        )
    return built


def _table(node: Mapping, wanted: shape.DictType, path: str) -> dict[str, object]:
    _check_length(node, wanted.max_length, path)
    built: dict[str, object] = {}
    for key, (line, value) in node.entries.items():
        _plain(Scalar(key, key, line), wanted.key_type, _join(path, key))
        built[key] = _plain(value, wanted.value_type, _join(path, key))
    return built


def _fits(value: object, wanted: shape.Type) -> bool:
    match wanted, value:
        case _, bool():
            return False  # no setting is a yes or no; and to Python, True is also the number 1
        case shape.EnumType(), _:
            return value in [member.value for member in wanted.cls]
        case shape.StrType(), str():
            return _fits_text(value, wanted)
        case (shape.IntType(), int()) | (shape.FloatType(), int() | float()):
            return _in_range(value, wanted)
        case _:
            return False


def _fits_text(value: str, wanted: shape.StrType) -> bool:
    # NOTE: fullmatch, because `$` alone also matches before a final line feed.
    longest = wanted.max_length
    return (longest is None or len(value) <= longest) and bool(re.fullmatch(wanted.pattern or "(?s).*", value))


def _in_range(value: float, wanted: shape.IntType | shape.FloatType) -> bool:
    return (
        (wanted.ge is None or value >= wanted.ge)
        and (wanted.gt is None or value > wanted.gt)
        and (wanted.le is None or value <= wanted.le)
    )


def _check_length(node: Sequence | Mapping, longest: int | None, path: str) -> None:
    length = len(node.items) if isinstance(node, Sequence) else len(node.entries)
    if longest is not None and length > longest:
        raise ConfigError(f"{path}: {length} entries, and {longest} is the limit (line {node.line})")


def _misfit(node: Node, wanted: shape.Type, path: str) -> ConfigError:
    message = f"{path}: expected {expected(wanted)}, got {_shown(node)} (line {node.line})"
    return ConfigError(message, remedy=_hint(node, bare(wanted)))


def expected(wanted: shape.Type) -> str:
    """What a value of this type looks like, in words; text says it in its description."""
    match wanted:
        case shape.Metadata(type=shape.StrType(), extra_json_schema={"description": str() as words}):
            return words
        case shape.Metadata(type=inner):
            return expected(inner)
        case shape.EnumType():
            return "one of " + ", ".join(str(member.value) for member in wanted.cls)
        case shape.IntType():
            return "a whole number" + _range(wanted)
        case shape.FloatType():
            return "a number" + _range(wanted)
        case _:
            return _PLAIN_WORDS.get(type(wanted), "keys and values")


_PLAIN_WORDS: dict[type[shape.Type], str] = {
    shape.StrType: "text",
    shape.VarTupleType: "a list",
    shape.AnyType: "anything",
}


def _range(wanted: shape.IntType | shape.FloatType) -> str:
    if wanted.ge is not None and wanted.ge == wanted.le:
        return f" equal to {wanted.ge:g}"
    bounds = [(wanted.gt, "above"), (wanted.ge, "from"), (wanted.le, "up to")]
    return "".join(f" {word} {bound:g}" for bound, word in bounds if bound is not None)


def _shown(node: Node) -> str:
    match node:
        case Scalar(value=None):
            return "nothing"
        case Scalar(value=str() as text):
            return repr(text if len(text) <= 60 else text[:57] + "...")
        case Scalar(text=text):
            return text
        case Sequence():
            return "a list"
        case Mapping():
            return "keys and values"


def _hint(node: Node, wanted: shape.Type) -> str:
    match wanted, node:
        case shape.EnumType(), Scalar(text=text):
            return _nearest(text, (str(member.value) for member in wanted.cls))
        case shape.StrType(), Scalar(value=bool() | int() | float()):
            return f'Put it in quotes to make it text: "{node.text}".'
        case shape.VarTupleType(), Scalar(value=str() as text):
            return f"Write it as a list of one: [{text[:60]}]."
        case _:
            return ""


def _nearest(name: str, known: Iterable[str], *, prefix: str = "") -> str:
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"Did you mean {_join(prefix, close[0])}?" if close else ""


def _join(path: str, key: str) -> str:
    shown = key if len(key) <= 60 else key[:57] + "..."
    return f"{path}.{shown}" if path else shown
