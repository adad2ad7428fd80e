"""What a syntax tree reaches for, attributed to units and lines."""

import ast

from .codes import TOO_MANY_USES
from .finder import Finder
from .limits import Limits
from .result import Manifest, Refusal, Source
from .rules import judge
from .walk import walk


def manifest_of(tree: ast.Module, source: Source, limits: Limits) -> "Manifest | Refusal":
    """The manifest of a tree that `parse` made from `source`."""
    walked = walk(tree)
    finder = Finder(source.text, walked)
    for node, place in walked.nodes:
        judge(node, place, finder)
        if finder.count > limits.uses:
            return TOO_MANY_USES.at(getattr(node, "lineno", 1), 1, f"more than {limits.uses:,}")
    units = tuple(dict.fromkeys(walked.units.values()))
    return Manifest(uses=tuple(finder.uses), units=units, notes=source.notes)
