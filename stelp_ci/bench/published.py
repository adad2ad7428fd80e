"""What others report, or were measured at, on the same programs: shown beside our own figures, never recomputed.

The paper's figures are those of its first version. The tools were measured once, forked inside runsc, 10 s and 1 GiB.
"""

from typing import NamedTuple


class Published(NamedTuple):
    """Programs stopped of the 470 unsafe ones, and allowed of the 164 safe ones."""

    name: str
    stopped: int
    allowed: int


PAPER_BLOCK_RATE = 1.0
PAPER_ALLOW_RATE = 0.981
PAPER_MEDIAN_MS, PAPER_MEAN_MS = 0.19, 4.93
"""What it reports to be added to native Python's time."""
UNSAFE, SAFE = 470, 164
TOOLS = (
    Published("RestrictedPython 9.0, tuned guards", 428, 161),
    Published("RestrictedPython 9.0, stock guards", 449, 94),
    Published("smolagents 1.26.0", 370, 155),
    Published("pydantic-monty 1.4.0", 235, 162),
    Published("bandit 1.9.4, any finding", 338, 161),
    Published("CodeShield 1.0.1 as it comes", 0, 164),
    Published("CodeShield 1.0.1 without --project-root", 42, 162),
    Published("plain CPython in runsc", 73, 164),
)


def as_document() -> dict[str, object]:
    """The JSON form."""
    tools = {tool.name: {"stopped": tool.stopped, "allowed": tool.allowed} for tool in TOOLS}
    return {"paper": {"block_rate": PAPER_BLOCK_RATE, "allow_rate": PAPER_ALLOW_RATE}, "tools": tools}


def as_lines() -> list[str]:
    """A table for people: who stops how many of the unsafe programs, and lets through how many of the safe ones."""
    lines = [f"{'reported or measured earlier':<46} {'of 470':>7} {'of 164':>7}"]
    paper = f"{'the paper (rates it reports)':<46} {PAPER_BLOCK_RATE:>7} {PAPER_ALLOW_RATE:>7}"
    return [*lines, *(f"{row.name:<46} {row.stopped:>7} {row.allowed:>7}" for row in TOOLS), paper]
