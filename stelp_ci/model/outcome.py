"""What a stage says when it could not do its work: visible in the report, and never a pass."""

from stelp_ci.errors import StelpError
from stelp_ci.model.value import Value


class Failed(Value, frozen=True, kw_only=True, tag="failed"):
    """The tool or its surroundings failed; `remedy` is the command or sentence that mends it."""

    stage: str
    what: str
    reason: str
    remedy: str = ""

    @classmethod
    def from_error(cls, error: StelpError, *, what: str) -> "Failed":
        """The failure that `error` describes, in the part of the stage called `what`."""
        return cls(stage=error.stage, what=what, reason=str(error), remedy=error.remedy)
