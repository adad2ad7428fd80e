"""The table of hooks: adding one is a module with `look(request) -> Told` and a line here."""

from typing import NamedTuple


class Entry(NamedTuple):
    """Where a hook lives, and what it does in one line."""

    module: str
    summary: str


HOOKS = {
    "unicode": Entry("stelp_ci.hook.unicode", "invisible, reordering and look-alike characters"),
}
