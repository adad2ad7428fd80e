"""The patterns of our own modules, compiled. `freeze.py` writes this module anew for the interpreter that reads it."""

from typing import Any

PATTERNS: "dict[tuple[str | bytes, int], tuple[int, tuple[int, ...], int, tuple[Any, ...], tuple[Any, ...]]]" = {}
"""By pattern and flags: the flags that hold, the code, how many groups there are, their names, and the names again."""
