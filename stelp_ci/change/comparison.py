"""What the three inputs have in common: two trees that our scratch repository can reach, and who wrote the change."""

from typing import NamedTuple

from stelp_ci.change.author import CommitMarks
from stelp_ci.change.scratch import EMPTY_TREE, Scratch
from stelp_ci.model.change import Author, Revision
from stelp_ci.model.origin import Origin


class Comparison(NamedTuple):
    """Two revisions whose trees `scratch` can read. Whoever holds it closes `scratch`."""

    scratch: Scratch
    base: Revision
    head: Revision
    author: Author = Author()
    messages: tuple[str, ...] = ()
    marks: tuple[CommitMarks, ...] = ()
    branch: str | None = None
    origin: Origin | None = None


NOTHING = Revision(label="nothing", tree=EMPTY_TREE)
"""The base of a first commit."""
