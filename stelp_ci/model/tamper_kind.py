"""How tests come to say less, by name. Apart from `evidence`, because a hook asks for it that loads no models."""

from enum import StrEnum, unique


@unique
class TamperKind(StrEnum):
    """How a change makes a test say less than it said on the base."""

    REMOVED = "removed"
    NOT_COLLECTED = "not-collected"
    FEWER_ASSERTIONS = "fewer-assertions"
    LOOSENED = "loosened"
    TOLERANCE = "tolerance"
    EXPECTATION = "expectation"
    ALWAYS_TRUE = "always-true"
    SKIPPED = "skipped"
    XFAILED = "xfailed"
    RAISES = "raises-widened"
    SWALLOWED = "swallowed"
    UNREACHED = "unreached"
    PARAMETERS = "fewer-parameters"
    MOCKED = "mocked"
    CONFIGURATION = "configuration"
    EXPECTED_FILE = "expected-file"
    HARD_CODED = "hard-coded-input"
