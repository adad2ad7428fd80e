"""Reads YAML events into plain nodes that know their line, and refuses all of YAML that settings have no use for.

NOTE: PyYAML's own constructor is not used: it expands aliases and merge keys, keeps the last of two equal keys and
turns `1:30` into 90. The scalars known here are those of the YAML 1.2 core schema (https://yaml.org/spec/1.2.2/#103-core-schema).
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, cast

from stelp_ci.errors import ConfigError

if TYPE_CHECKING:
    import yaml

NESTING_LIMIT = 16
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?([0-9]{1,18}\.[0-9]{0,18}|\.?[0-9]{1,18})([eE][-+]?[0-9]{1,2})?")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Scalar(NamedTuple):
    """One value; `text` is how it was written."""

    value: str | int | float | bool | None
    text: str
    line: int


class Sequence(NamedTuple):
    """A list, at the line where it begins."""

    items: "tuple[Node, ...]"
    line: int


class Mapping(NamedTuple):
    """Keys in the order they were written, each with the line of its key."""

    entries: "dict[str, tuple[int, Node]]"
    line: int


Node = Scalar | Sequence | Mapping


def read_document(text: str) -> Node | None:
    """The single document in `text`, None where there is none. Raises `ConfigError` with a line number."""
    import yaml

    try:
        events = _events(text)
        nodes = [_node(event, events, 0) for event in events if isinstance(event, yaml.NodeEvent)]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refused(error.problem or "not YAML", mark.line + 1 if mark else 1) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # NOTE: PyYAML lets chr() and int() of hostile escapes and directives raise ValueError or OverflowError.
        raise _refused(f"not YAML: {str(error).splitlines()[0]}", 1) from error
    if len(nodes) > 1:
        raise _refused("a second document begins here, and one is all that is read", nodes[1].line)
    return nodes[0] if nodes else None


def _events(text: str) -> "Iterator[yaml.Event]":
    import yaml

    return cast("Iterator[yaml.Event]", yaml.parse(text, Loader=yaml.SafeLoader))  # pyright: ignore[reportUnknownMemberType] - its stub has no types


def _node(event: "yaml.Event", events: "Iterator[yaml.Event]", depth: int) -> Node:
    import yaml

    line = event.start_mark.line + 1
    _refuse_exotic(event, depth, line)
    match event:
        case yaml.ScalarEvent():
            return Scalar(_scalar(event, line), event.value, line)
        case yaml.SequenceStartEvent():
            return Sequence(_items(events, depth + 1), line)
        case yaml.MappingStartEvent():
            return Mapping(_entries(events, depth + 1), line)
        case _:
            raise _refused("not YAML: a value is missing", line)


def _refuse_exotic(event: "yaml.Event", depth: int, line: int) -> None:
    import yaml

    if isinstance(event, yaml.AliasEvent):
        raise _refused(f"aliases (*{event.anchor}) are not read here", line)
    if depth > NESTING_LIMIT:
        raise _refused(f"nested deeper than {NESTING_LIMIT} levels", line)
    if getattr(event, "anchor", None) is not None:
        raise _refused(f"anchors (&{getattr(event, 'anchor', '')}) are not read here", line)
    if getattr(event, "tag", None) is not None:
        raise _refused(f"tags ({getattr(event, 'tag', '')}) are not read here", line)


def _items(events: "Iterator[yaml.Event]", depth: int) -> tuple[Node, ...]:
    import yaml

    items: list[Node] = []
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        items.append(_node(event, events, depth))
    return tuple(items)


def _entries(events: "Iterator[yaml.Event]", depth: int) -> dict[str, tuple[int, Node]]:
    import yaml

    entries: dict[str, tuple[int, Node]] = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        key = _node(event, events, depth)
        if not isinstance(key, Scalar):
            raise _refused("a key must be a plain word", key.line)
        if key.text == "<<":
            raise _refused("merge keys (<<) are not read here", key.line)
        if key.text in entries:
            raise _refused(f"the key {key.text!r} was already given on line {entries[key.text][0]}", key.line)
        entries[key.text] = (key.line, _node(next(events), events, depth))
    return entries


def _scalar(event: "yaml.ScalarEvent", line: int) -> str | int | float | bool | None:
    text = event.value
    if _CONTROL.search(text):
        raise _refused("control characters and lone surrogates are not read here", line)
    if not event.implicit[0]:  # quoted or a block: text whatever it looks like
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _refused(message: str, line: int) -> ConfigError:
    return ConfigError(f"{message} (line {line})", remedy="docs/settings.md describes the file.")
