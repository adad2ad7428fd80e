"""All visitors, and for each policy the ones with its denied constructs."""

import ast
from functools import lru_cache

from .definitions import DEFINITIONS
from .dispatch import Visitors, denying
from .expressions import EXPRESSIONS
from .imports import IMPORTS
from .patterns import PATTERNS
from .statements import STATEMENTS


@lru_cache(maxsize=16)
def visitors(denied: "tuple[str, ...]") -> Visitors:
    """The visitor of every class that is in the language; what `denied` names is visited and refused."""
    found = Visitors({**EXPRESSIONS, **STATEMENTS, **DEFINITIONS, **IMPORTS, **PATTERNS})
    for name in denied:
        kind = getattr(ast, name, None)
        if isinstance(kind, type) and kind in found:
            found[kind] = denying(found[kind])
    return found
