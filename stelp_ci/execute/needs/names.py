"""Which extras, groups and requirement files are those of the tests."""

import re

from stelp_ci.execute.needs.gathering import Gathering
from stelp_ci.execute.needs.requirement import normalised

TIERS = (
    frozenset({"test", "tests", "testing", "unittest", "unittests", "pytest"}),
    frozenset({"dev", "devel", "develop", "development", "ci", "all-dev"}),
)
TEST_FILE = re.compile(r"(requirements[-_./])?(tests?|testing|pytest)([-_.]?requirements)?\.(txt|in)")
DEV_FILE = re.compile(r"(requirements[-_./])?(dev|devel|develop|development|ci)([-_.]?requirements)?\.(txt|in)")


def usual_names(available: set[str]) -> set[str]:
    """The usual names for tests among `available` (normalised); names for development only where there are none."""
    return next((available & tier for tier in TIERS if available & tier), set[str]())


def wanted(asked: tuple[str, ...], available: set[str], *, what: str, gathering: Gathering) -> set[str]:
    """The names that settings ask for (absent ones are noted), else the usual ones for tests."""
    names = {normalised(name) for name in asked}
    for name in sorted(names - available):
        gathering.files.note(f"not assessed: the project has no {what} called {name}, which the settings ask for")
    return names & available
