"""What a hook says: about one place, and all in all."""

from collections.abc import Sequence
from typing import NamedTuple


class Notice(NamedTuple):
    """One thing to look at. `fails` holds for what is certain and stops the commit; the rest is for a person."""

    path: str
    line: int
    code: str
    message: str
    remedy: str = ""
    fails: bool = False


class Told(NamedTuple):
    """What a hook has to say. `unjudged` names what could not be looked at, and why: that is never a pass."""

    notices: Sequence[Notice] = ()
    unjudged: Sequence[str] = ()
    notes: Sequence[str] = ()
