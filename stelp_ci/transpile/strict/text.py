"""A tree as text. CPython's own `ast.unparse` does it, but for one case that it has no words for before 3.12."""

import ast
import copy
from itertools import count

FIRST_IDEOGRAPH = 0x4E00
"""From here on there are thousands of characters that are printable, and that a program hardly has all of."""


def text_of(tree: ast.Module) -> str:
    """The text. A control character in the expression of an f-string stands there as itself: no escape may."""
    try:
        return ast.unparse(tree)
    except ValueError:
        return _with_ideographs(tree)


def _with_ideographs(tree: ast.Module) -> str:
    """Each such character is another one, which is printable and nowhere in the tree, until the text is there."""
    copied = copy.deepcopy(tree)
    constants = [node for node in _inside_f_strings(copied) if isinstance(node.value, str)]
    strange = sorted({char for node in constants for char in str(node.value) if not char.isprintable()} - {"\n", "\t"})
    used = set(ast.dump(tree))
    free = (char for char in map(chr, count(FIRST_IDEOGRAPH)) if char not in used)
    away = dict(zip(strange, free, strict=False))
    for node in constants:
        node.value = str(node.value).translate(str.maketrans(away))
    return ast.unparse(copied).translate(str.maketrans({other: char for char, other in away.items()}))


def _inside_f_strings(tree: ast.Module) -> "list[ast.Constant]":
    found = (node for node in ast.walk(tree) if isinstance(node, ast.FormattedValue))
    inside = {id(node): node for value in found for node in ast.walk(value) if isinstance(node, ast.Constant)}
    return list(inside.values())
