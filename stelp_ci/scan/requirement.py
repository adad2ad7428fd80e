"""One dependency as a manifest states it, and how it differs from the base's."""

import re
from typing import NamedTuple

MAX_TEXT = 4000
"""Characters of one requirement; a longer one is not read."""

MAX_ENTRIES = 5000
"""Dependencies and package sources in one manifest."""

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


class Stated(NamedTuple):
    """A dependency in a group of a manifest (`dependencies`, an extra, a requirements file).

    `name` is normalised, `wants` what is asked of it (versions, extras, marker), `url` where it is taken from if that
    is not the index; `broken` holds for text that no installer would understand.
    """

    group: str
    text: str
    line: int
    name: str = ""
    wants: str = ""
    url: str = ""
    broken: bool = False


class Source(NamedTuple):
    """An index or another place that packages are taken from."""

    group: str
    text: str
    line: int


class Manifest(NamedTuple):
    """What one file says about dependencies."""

    stated: tuple[Stated, ...] = ()
    sources: tuple[Source, ...] = ()


def stated(text: str, *, group: str, line: int) -> Stated:
    """Read one requirement (PEP 508). Never raises: what no installer would understand is `broken`."""
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    text = " ".join(text.split())
    if len(text) > MAX_TEXT:
        return _unread(text, group=group, line=line)
    try:
        read = Requirement(text)
    except (InvalidRequirement, RecursionError):
        return _unread(text, group=group, line=line)
    asked = (",".join(sorted(read.extras)), str(read.specifier), str(read.marker or ""))
    wants = ";".join(part for part in asked if part)
    return Stated(group, text, line, canonicalize_name(read.name), wants, read.url or "")


def _unread(text: str, *, group: str, line: int) -> Stated:
    """A bare URL or path, or nonsense."""
    if "://" in text or text.startswith((".", "/", "git+")) or text.endswith((".whl", ".tar.gz", ".zip")):
        return Stated(group, text, line, name=text, url=text)
    match = _NAME.match(text)
    return Stated(group, text, line, name=match[0].lower() if match else text, wants=text, broken=True)
