"""How large a source may be, so that hostile input costs the host a bounded amount of time and memory."""

from typing import NamedTuple


class Limits(NamedTuple):
    """Bounds on one source. All but the last two are checked before Python's parser sees a byte.

    `depth` bounds the depth of the syntax tree: CPython 3.11 stops at about 2,900 levels, and 100,000 levels (a sum of
    so many terms, 200 kB) take 3.11 gigabytes before it does. `brackets` stays below the parser's own 200.
    """

    size: int = 2_000_000
    tokens: int = 300_000
    brackets: int = 100
    indents: int = 99
    depth: int = 1_000
    nodes: int = 1_000_000
    uses: int = 10_000


LIMITS = Limits()
