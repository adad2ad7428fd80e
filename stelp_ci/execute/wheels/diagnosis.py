"""Why pip could not resolve, read from its output."""

import re
from typing import NamedTuple

from stelp_ci.execute.manifest.printable import printable
from stelp_ci.execute.needs.requirement import normalised

NAME = r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)"
MISSING = re.compile(rf"ERROR: Could not find a version that satisfies the requirement {NAME}(?P<rest>.*)")
PARENTS = re.compile(r"\(from (?!versions:)(?P<chain>[^()]+)\)")
AVAILABLE = re.compile(r"\(from versions: (?P<versions>[^()]*)\)")
UNREACHABLE = re.compile(
    r"after connection broken by|Could not fetch URL \S+: (?!404)|Failed to establish a new connection"
    r"|Connection(Error| refused)|Temporary failure in name resolution|Tunnel connection failed"
    r"|\b(401|403|407|429|5\d\d) (Client|Server) Error|There was a problem confirming the ssl certificate"
)


class Missing(NamedTuple):
    """No wheel of `name` fits; `parents` are the packages that need it, outermost first, empty for a root.

    `listed` is true when the index has other versions, so that the name exists.
    """

    name: str
    parents: tuple[str, ...]
    listed: bool


class Conflict(NamedTuple):
    """The requirements contradict each other."""


class Unreachable(NamedTuple):
    """An index did not answer: that a package is missing there proves nothing."""

    line: str


class Broken(NamedTuple):
    """pip failed for another reason, in its own words."""

    line: str


Diagnosis = Missing | Conflict | Unreachable | Broken


def diagnose(lines: tuple[str, ...]) -> Diagnosis:
    """The cause of a failed run, from pip's output; an index that did not answer outweighs what it did not list."""
    unreachable = next((line for line in lines if UNREACHABLE.search(line)), None)
    if unreachable is not None:
        return Unreachable(printable(unreachable))
    if any("ResolutionImpossible" in line for line in lines):
        return Conflict()
    for line in lines:
        if match := MISSING.match(line):
            return _missing(match["name"], match["rest"])
    errors = [line for line in lines if line.startswith("ERROR:")] or [line for line in lines if line.strip()]
    return Broken(printable(errors[-1] if errors else "pip said nothing"))


def _missing(name: str, rest: str) -> Missing:
    chain = PARENTS.search(rest)
    available = AVAILABLE.search(rest)
    return Missing(
        normalised(name),
        tuple(normalised(re.split(r"[\s=<>!~;\[]", part)[0]) for part in chain["chain"].split("->")) if chain else (),
        available is not None and available["versions"].strip() not in ("", "none"),
    )
