"""Typed reading of decoded TOML and JSON, where everything may be of the wrong type."""

from typing import cast


def table(value: object, *keys: str) -> dict[str, object]:
    """The table below `keys`, or an empty one where something else stands there."""
    for key in keys:
        value = cast("dict[str, object]", value).get(key) if isinstance(value, dict) else None
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def items(value: object) -> tuple[object, ...]:
    """The members of a list or tuple; nothing for any other value."""
    return tuple(cast("list[object]", value)) if isinstance(value, list | tuple) else ()


def tables(value: object) -> tuple[dict[str, object], ...]:
    """The tables among the members of a list."""
    return tuple(cast("dict[str, object]", item) for item in items(value) if isinstance(item, dict))


def strings(value: object) -> tuple[str, ...]:
    """The strings among the members of a list; a lone string counts as its lines."""
    if isinstance(value, str):
        return tuple(line.strip() for line in value.splitlines() if line.strip())
    return tuple(item for item in items(value) if isinstance(item, str))


def text(value: object) -> str:
    """The string, or an empty one."""
    return value if isinstance(value, str) else ""
