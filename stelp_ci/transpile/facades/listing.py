"""How the names of one module are handed to strict programs."""

from typing import NamedTuple


class Listing(NamedTuple):
    """The audited names of one module, by the way each is handed out; a name that is in none of them is not there.

    `constants` are immutable values, `calls` are functions handed out as they are, `classes` likewise, and `wrapped`
    names are made by `transpile.runtime` because the real one would give away more than it should. A name that the
    running Python does not have yet is left out when the facade is built.
    """

    calls: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    constants: frozenset[str] = frozenset()
    wrapped: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """All names of the facade."""
        return self.calls | self.classes | self.constants | self.wrapped


def listing(*, calls: str = "", classes: str = "", constants: str = "", wrapped: str = "") -> Listing:
    """A listing from names parted by blanks."""
    return Listing(*(frozenset(names.split()) for names in (calls, classes, constants, wrapped)))
