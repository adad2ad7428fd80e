"""One requirement as PEP 508 writes it, or why it is not taken.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/
"""

import re
from typing import NamedTuple

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

LONGEST = 600
PLAIN = re.compile(r"[ !\"#%&'()*+,./0-9:;<=>?@A-Z\[\]^_a-z{|}~-]*", re.ASCII)
"""Characters a requirement may hold. Control characters would let a marker's string begin a new line in the file that
pip reads, `$` is expanded by pip from the environment, and a backslash continues a line."""
ARCHIVES = (".whl", ".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tar.lzma", ".egg")


class Need(NamedTuple):
    """A requirement: its canonical text, its normalised name, and the extras it asks for."""

    text: str
    name: str
    extras: frozenset[str]


class NotTaken(NamedTuple):
    """A requirement that is left out, and why; `name` is empty where none could be read."""

    why: str
    name: str = ""


def normalised(name: str) -> str:
    """The one spelling of a package, extra or group: lower case, with single hyphens."""
    return str(canonicalize_name(name))


def read_requirement(text: str) -> Need | NotTaken:
    """Read one requirement. A direct reference (URL, VCS, local path) is never fetched and never looked up by name."""
    text = text.strip()
    if len(text) > LONGEST or not PLAIN.fullmatch(text):
        return NotTaken("is too long or holds characters that no requirement needs")
    try:
        parsed = Requirement(text)
    except (InvalidRequirement, RecursionError):
        return NotTaken("is not a requirement that names a package")
    name = normalised(parsed.name)
    if parsed.name.lower().endswith(ARCHIVES):
        return NotTaken("names a file and not a package")  # pip would look for it instead of asking an index
    if parsed.url is not None:
        return NotTaken("is taken from an address and not from an index", name)
    return Need(str(parsed), name, frozenset(normalised(extra) for extra in parsed.extras))
