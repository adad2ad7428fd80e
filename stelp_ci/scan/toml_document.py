"""Reading hostile TOML with known types: tables are dictionaries of objects, and nothing raises but `ScanError`."""

import tomllib
from typing import TypeGuard, cast

from stelp_ci.errors import ScanError

Table = dict[str, object]


def read_toml(content: bytes, what: str) -> Table:
    """The document. Raises `ScanError` if `what` is not UTF-8 TOML."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise ScanError(f"{what} cannot be read: {error}", remedy="mend the file") from error


def subtable(table: Table, *keys: str) -> Table:
    """The table below `keys`, empty where there is none."""
    current: object = table
    for key in keys:
        current = current.get(key) if _is_table(current) else None
    return current if _is_table(current) else {}


def items(value: object) -> list[object]:
    """The members of an array, none for anything else."""
    return cast(list[object], value) if isinstance(value, list) else []


def _is_table(value: object) -> TypeGuard[Table]:
    return isinstance(value, dict)
