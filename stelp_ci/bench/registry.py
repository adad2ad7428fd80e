"""The benchmarks by name: a new one is a module with `measure` and a line here."""

from typing import NamedTuple


class Entry(NamedTuple):
    """Where a benchmark lives, and what it measures in one line."""

    module: str
    summary: str


BENCHMARKS = {
    "check": Entry("stelp_ci.bench.check", "a whole run on a change of 5 functions and 40 tests, as a ratio"),
}
