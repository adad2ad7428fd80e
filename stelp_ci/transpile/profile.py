"""What a profile lets through and how large a source it takes; the strict profile will be a second value here."""

from typing import NamedTuple

from .codes import BYTE_ORDER_MARK, FORM_FEED
from .limits import LIMITS, Limits


class Profile(NamedTuple):
    """`tolerates` names the codes of irregularities that are noted instead of refused."""

    name: str
    tolerates: frozenset[str]
    limits: Limits = LIMITS


GUARDED = Profile(name="guarded", tolerates=frozenset((BYTE_ORDER_MARK.code, FORM_FEED.code)))
"""All of Python, for repository code: what has been harmless in old files for decades is noted, not refused."""
