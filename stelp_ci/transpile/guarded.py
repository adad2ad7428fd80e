"""The guarded profile: all of Python, attributed. The door through which the pipeline and the sandbox come in."""

from .manifest import manifest_of
from .parse import parse
from .profile import GUARDED, Profile
from .result import Manifest, Refusal
from .source import read_source


def inspect(data: bytes, profile: Profile = GUARDED) -> "Manifest | Refusal":
    """Read the bytes of one Python file and say what it reaches for, or why it is not let through.

    Nothing is imported or run, and nothing is raised for what the bytes say. Syntax is that of the running interpreter.
    """
    source = read_source(data, profile)
    if isinstance(source, Refusal):
        return source
    tree = parse(source, profile.limits)
    return tree if isinstance(tree, Refusal) else manifest_of(tree, source, profile.limits)
