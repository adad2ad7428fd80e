"""One suspicion about a test."""

from typing import NamedTuple

from stelp_ci.model.tamper_kind import TamperKind


class TamperHit(NamedTuple):
    """`test` is the test's id on the base, `now` its id on the head; each is empty where it has none.

    `path` and `line` are a place in the head, or in the base where the test is gone.
    """

    kind: TamperKind
    path: str
    line: int
    what: str
    test: str = ""
    now: str = ""
