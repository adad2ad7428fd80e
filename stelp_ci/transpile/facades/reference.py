"""`docs/strict-library.md`: what strict programs may import and call, written from the tables."""

from .listing import Listing
from .table import LISTINGS

_HEAD = """# What strict programs may import

Written from the tables in `stelp_ci/transpile/facades/` by `make schema`; do not edit.

A strict program imports facades: frozen objects that hold the names below and nothing else. No real module is reached
through them; a test walks everything that their open attributes lead to. Names in *italics* are guarded: they do what
the library's do, without what would lead out, within the bounds of the policy. A name that the running Python does not
have is not there. `from __future__ import ...` is accepted and changes nothing else.
"""


def strict_library() -> str:
    """The page."""
    return _HEAD + "".join(_section(module, LISTINGS[module]) for module in sorted(LISTINGS))


def _section(module: str, listing: Listing) -> str:
    names = [f"*`{name}`*" if name in listing.wrapped else f"`{name}`" for name in sorted(listing.names)]
    return f"\n## {module}\n\n{', '.join(names)}\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(strict_library())
