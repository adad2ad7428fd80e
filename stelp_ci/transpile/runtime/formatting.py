"""`str.format` whose fields read no attribute that the program could not read itself."""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownLambdaType=false
# What passes through here is the program's, or a library's that is imported by name: of any type.

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, cast

from ..strict.names import attribute_is_open
from .closed import Closed
from .codes import CLOSED_NAME
from .session import Session

_parsing = cast("Any", import_module("_string"))
_REMEMBERED = 1_000
_FIELDS_DEEP = 2
"""Python itself refuses replacement fields that are nested deeper."""


class Formatting(metaclass=Closed):
    """What stands for `str.format` and `str.format_map`: a template is checked once, then Python's own formats."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._sound: set[str] = set()

    def format(self, template: str, /, *arguments: Any, **named: Any) -> str:
        """`str.format(template, ...)`."""
        return str.format(self._checked(template), *arguments, **named)

    def format_map(self, template: str, mapping: Mapping[str, Any], /) -> str:
        """`str.format_map(template, mapping)`."""
        return str.format_map(self._checked(template), mapping)

    def _checked(self, template: str) -> str:
        plain = str.__str__(template)
        if plain not in self._sound:
            for name in _attributes(plain, _FIELDS_DEEP):
                if not attribute_is_open(name):
                    self._session.deny(CLOSED_NAME, f"{name!r} in a format string")
            if len(self._sound) < _REMEMBERED:
                self._sound.add(plain)
        return plain


def _attributes(template: str, depth: int) -> Iterator[str]:
    """Every attribute that the fields of a template read. A template that is none is left to Python to complain of."""
    try:
        pieces = list(_parsing.formatter_parser(template))
    except ValueError:
        return
    for _, field, specification, _ in pieces:
        if field:
            yield from _attributes_of(field)
        if specification and depth > 1:
            yield from _attributes(specification, depth - 1)


def _attributes_of(field: str) -> Iterator[str]:
    try:
        steps = list(cast("Iterator[tuple[bool, Any]]", _parsing.formatter_field_name_split(field)[1]))
    except ValueError:
        return
    for is_attribute, name in steps:
        if is_attribute:
            yield str(name)
