"""The four verdicts, and the reasons that lead to one."""

from enum import StrEnum, unique

from stelp_ci.model.finding import Location
from stelp_ci.model.value import Value


@unique
class Decision(StrEnum):
    """A verdict. Members stand in order: the last one that any gate names wins."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    NEEDS_HUMAN = "needs-human"
    INCONCLUSIVE = "inconclusive"
    FAIL = "fail"

    @property
    def rank(self) -> int:
        """0 for pass to 3 for fail: the worst wins."""
        return list(Decision).index(self)

    @property
    def exit_code(self) -> int:
        """0 pass, 1 fail, 3 needs-human, 4 inconclusive; 2 is left to wrong usage."""
        return {Decision.PASS: 0, Decision.FAIL: 1, Decision.NEEDS_HUMAN: 3, Decision.INCONCLUSIVE: 4}[self]


class Reason(Value, frozen=True, kw_only=True):
    """Why a gate decided as it did. A reason for PASS is a notice: shown, and without weight.

    `refs` are ids of findings and evidence; `remedy` is what the author, or the person running the tool, can do.
    """

    decision: Decision
    gate: str
    message: str
    refs: tuple[str, ...] = ()
    location: Location | None = None
    remedy: str = ""


class Verdict(Value, frozen=True, kw_only=True):
    """The decision over all gates, with every reason, worst first."""

    decision: Decision
    reasons: tuple[Reason, ...]
    gates: tuple[str, ...]
