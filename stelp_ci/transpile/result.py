"""What the transpiler says: plain tuples, so that it can stand alone inside the sandbox."""

from typing import NamedTuple

from .capability import Capability


class Refusal(NamedTuple):
    """Why a source is not let through. `line` and `column` are counted from 1, columns in characters."""

    code: str
    message: str
    line: int
    column: int
    repair: str


class Note(NamedTuple):
    """An irregularity that the profile tolerates, where it stands, under the code it would be refused with."""

    code: str
    line: int
    column: int


class Source(NamedTuple):
    """A source that passed the input discipline: decoded once as UTF-8, without its byte order mark.

    `strings` and `comments` say where the literals and comments are: sorted, disjoint offsets, ends excluded.
    """

    text: str
    notes: tuple[Note, ...] = ()
    strings: tuple[tuple[int, int], ...] = ()
    comments: tuple[tuple[int, int], ...] = ()


class Use(NamedTuple):
    """One use of a capability, as written, in the innermost unit around it.

    `what` is the dotted name seen (`os.environ`), the bare name of a builtin (`open`), `*.name` for a method known by
    its name alone, or `name:constant` for a comparison that always answers the same.
    """

    capability: Capability
    what: str
    line: int
    column: int
    unit: str


class Manifest(NamedTuple):
    """What a source reaches for, in source order, and every unit it defines (`<module>` first)."""

    uses: tuple[Use, ...]
    units: tuple[str, ...]
    notes: tuple[Note, ...] = ()

    def of(self, unit: str) -> tuple[Use, ...]:
        """The uses of one unit, without those of the units inside it."""
        return tuple(use for use in self.uses if use.unit == unit)
