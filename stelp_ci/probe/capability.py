"""What a changed unit reaches for that its base version did not: static evidence, by unit and line."""

from stelp_ci.model.evidence import CapabilityChange, evidence_id
from stelp_ci.model.program import Program, ProgramResult


def read_capabilities(programs: tuple[ProgramResult, ...]) -> tuple[CapabilityChange, ...]:
    """One item for each accepted program outside of tests that gained a use."""
    return tuple(
        CapabilityChange(
            id=evidence_id("capability", item.path, item.unit),
            path=item.path,
            unit=item.unit,
            gained=item.gained,
        )
        for item in programs
        if isinstance(item, Program) and item.gained and not item.is_test
    )
