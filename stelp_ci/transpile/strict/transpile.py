"""The door of the strict profile: source in; a tree that may run, or everything that stands against it, out."""

from .policy import STRICT, Policy
from .result import Rejected, Transpiled


def transpile_source(source: "str | bytes", policy: Policy = STRICT) -> "Transpiled | Rejected":
    """Check and rewrite one program. Never raises for what the source says, and runs nothing of it."""
    raise NotImplementedError
