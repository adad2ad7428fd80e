"""How alike two samples are: Jaccard similarity of token shingles over code whose own names and literals are taken out.

A name that the code binds, a string and a number each become one letter; comments, docstrings and layout go. What is
left is the idea: keywords, operators, builtins, modules and attributes, in order.
"""

import ast
import builtins
import io
import keyword
import tokenize
from itertools import combinations
from typing import NamedTuple

SHINGLE = 5
VERBATIM = 8
NEAR = 0.6
"""From here on two samples of different families are near-duplicates, and one of them goes."""

_LAYOUT = frozenset(
    {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
)
_KEPT = frozenset(keyword.kwlist) | frozenset(keyword.softkwlist) | frozenset(dir(builtins))
Shingles = frozenset[tuple[str, ...]]


class Pair(NamedTuple):
    """Two samples, and how alike they are."""

    one: str
    other: str
    similarity: float


def shingles(code: str, *, size: int = SHINGLE) -> Shingles:
    """The sets of `size` tokens in a row of the normalised code; of its words where it is no Python."""
    words = normalised(code)
    return frozenset(tuple(words[at : at + size]) for at in range(max(len(words) - size + 1, 1)))


def normalised(code: str) -> list[str]:
    """The tokens of the idea."""
    try:
        own = _bound_names(ast.parse(code))
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (SyntaxError, ValueError, tokenize.TokenError):
        return code.split()
    return [_word(token, own) for token in tokens if token.type not in _LAYOUT and not _is_docstring(token)]


def jaccard(one: Shingles, other: Shingles) -> float:
    """Common over all; 0 for nothing."""
    if not one or not other:
        return 0.0
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def near_duplicates(codes: dict[str, str], families: dict[str, str], *, bound: float = NEAR) -> list[Pair]:
    """Pairs of different families that are at least that alike, the most alike first."""
    cut = {name: shingles(code) for name, code in codes.items()}
    found: list[Pair] = []
    for one, other in combinations(sorted(cut), 2):
        larger, smaller = max(len(cut[one]), len(cut[other])), min(len(cut[one]), len(cut[other]))
        if families[one] == families[other] or smaller < bound * larger:
            continue  # sets of so different sizes cannot be that alike
        similarity = jaccard(cut[one], cut[other])
        found += [Pair(one, other, similarity)] if similarity >= bound else []
    return sorted(found, key=lambda pair: -pair.similarity)


def verbatim(code: str, *, size: int = VERBATIM) -> Shingles:
    """The sets of `size` tokens in a row as they are written, without comments and layout."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
        words = [token.string for token in tokens if token.type not in _LAYOUT and not _is_docstring(token)]
    except (SyntaxError, tokenize.TokenError):
        words = code.split()
    return frozenset(tuple(words[at : at + size]) for at in range(max(len(words) - size + 1, 1)))


def held_by(mine: Shingles, other: Shingles) -> float:
    """Which part of the one the other holds, too."""
    return len(mine & other) / len(mine) if mine else 0.0


def _word(token: tokenize.TokenInfo, own: set[str]) -> str:
    if token.type == tokenize.STRING:
        return "S"
    if token.type == tokenize.NUMBER:
        return "N"
    if token.type == tokenize.NAME and token.string in own and token.string not in _KEPT:
        return "V"
    return token.string


def _is_docstring(token: tokenize.TokenInfo) -> bool:
    return token.type == tokenize.STRING and token.line.strip().startswith(('"""', "'''"))


def _bound_names(tree: ast.Module) -> set[str]:
    """What the code itself names: variables, parameters, functions, classes."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
    return found
