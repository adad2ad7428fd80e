"""Every module that strict programs may import, and every name in it; read statically by the checker."""

from collections.abc import Mapping

from .arithmetic import ARITHMETIC
from .clock import CLOCK
from .containers import CONTAINERS
from .encodings import ENCODINGS
from .functions import FUNCTIONS
from .listing import Listing
from .text import TEXT

LISTINGS: Mapping[str, Listing] = {**ARITHMETIC, **CLOCK, **CONTAINERS, **ENCODINGS, **FUNCTIONS, **TEXT}
"""How each name of each module is handed out."""

MODULES: Mapping[str, frozenset[str]] = {module: listing.names for module, listing in sorted(LISTINGS.items())}
"""The names of each module. `__future__` is no module here: its imports are compiled away."""
