"""requirements.txt: https://pip.pypa.io/en/stable/reference/requirements-file-format/"""

import re

from stelp_ci.scan.requirement import Manifest, Source, Stated, stated

_INDEX = re.compile(r"^(-i|--index-url|--extra-index-url|-f|--find-links|--trusted-host|--no-index)\b")
_EDITABLE = re.compile(r"^(-e|--editable)[ =]\s*")
_COMMENT = re.compile(r"(^|\s)#.*$")
_PER_REQUIREMENT = re.compile(r"\s--(hash|config-settings?|global-option|install-option)\b.*$")


def read_requirements(text: str) -> Manifest:
    """The dependencies and index options; `-r` and `-c` lines name other files, which are read when they change."""
    requirements: list[Stated] = []
    sources: list[Source] = []
    for line, entry in _logical_lines(text):
        if _INDEX.match(entry):
            sources.append(Source("requirements", entry, line))
        elif _EDITABLE.match(entry):
            requirements.append(stated(_EDITABLE.sub("", entry), group="requirements", line=line))
        elif not entry.startswith("-"):
            requirements.append(stated(_PER_REQUIREMENT.sub("", entry), group="requirements", line=line))
    return Manifest(tuple(requirements), tuple(sources))


def _logical_lines(text: str) -> list[tuple[int, str]]:
    """Entries with the number of their first line, continued lines joined, comments gone."""
    entries: list[tuple[int, str]] = []
    parts: list[str] = []
    begun = 1
    for number, line in enumerate(text.splitlines(), start=1):
        begun = begun if parts else number
        parts.append(_COMMENT.sub("", line.removesuffix("\\")))
        if not line.endswith("\\"):
            entries.append((begun, " ".join(parts).strip()))
            parts = []
    entries.append((begun, " ".join(parts).strip()))
    return [(number, entry) for number, entry in entries if entry]
