"""Collects the uses that the rules report, each once, at a place that people find."""

import ast
from collections.abc import Iterable

from .capabilities import is_key_module, reach
from .capability import Capability
from .named import ATTRIBUTES, METHODS
from .origin import Origins
from .position import column_of, lines_of
from .result import Use
from .walk import Place, Walk


class Finder:
    """What a rule works with: the origins of expressions, and where to report what it found."""

    def __init__(self, text: str, walked: Walk) -> None:
        self.origins = Origins(walked)
        self.units = walked.units
        self.quiet: set[int] = set()
        """Nodes (by `id`) that a rule above them has already judged."""
        self.constant: set[int] = set()
        """Targets (by `id`) that get a function which always answers the same."""
        self._lines = lines_of(text)
        self._uses: dict[Use, None] = {}

    @property
    def uses(self) -> "list[Use]":
        """Everything reported so far, in source order."""
        return sorted(self._uses, key=lambda use: (use.line, use.column, use.capability.value, use.what))

    @property
    def count(self) -> int:
        """How many uses have been reported so far."""
        return len(self._uses)

    def report(self, origins: "Iterable[str]", node: ast.AST, place: Place) -> bool:
        """Report whatever the table says about `origins`; whether it said anything."""
        found = False
        for origin in origins:
            reached = reach(origin)
            if reached is not None:
                found = True
                for capability in reached.capabilities:
                    self.add(capability, reached.what, node, place)
            elif place.is_handed and is_key_module(origin):
                self.add(Capability.REFLECTION, origin, node, place)
        return found

    def add(self, capability: Capability, what: str, node: ast.AST, place: Place) -> None:
        """Report one use at the start of `node`, or of the f-string around it."""
        at = place.anchor or node
        self._add(capability, what, (getattr(at, "lineno", 1), getattr(at, "col_offset", 0)), place.unit)

    def add_attribute(self, capability: Capability, what: str, node: ast.Attribute, place: Place) -> None:
        """Report one use where the attribute's own name stands, which may be lines below the start of its chain."""
        if place.anchor is not None:
            return self.add(capability, what, node, place)
        line, end = node.end_lineno or node.lineno, node.end_col_offset or 0
        return self._add(capability, what, (line, max(0, end - len(node.attr.encode()))), place.unit)

    def name_rules(self, name: str, node: ast.AST, place: Place, *, is_known: bool) -> None:
        """What an attribute's name alone tells; a method's name tells nothing where `is_known` whose it is."""
        capability = ATTRIBUTES.get(name) or (None if is_known else METHODS.get(name))
        if capability is None:
            return
        what = name if name in ATTRIBUTES else f"*.{name}"
        if isinstance(node, ast.Attribute):
            self.add_attribute(capability, what, node, place)
        else:
            self.add(capability, what, node, place)

    def _add(self, capability: Capability, what: str, at: "tuple[int, int]", unit: str) -> None:
        line, offset = at
        column = column_of(self._lines[line - 1], offset)
        self._uses[Use(capability, what, line, column, unit)] = None
