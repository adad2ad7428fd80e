"""The pytest plugins of a directory on sys.path. https://docs.pytest.org/en/stable/how-to/writing_plugins.html

pytest would find and load them itself; in the sandbox it loads only those it is told, so that code under judgement
does not get into pytest by bringing a file.
"""

from importlib import metadata
from pathlib import Path

GROUP = "pytest11"


def plugin_names(site: Path) -> tuple[str, ...]:
    """Names of the entry points that the packages installed in `site` declare, sorted. Nothing is imported."""
    packages = metadata.distributions(path=[str(site)])
    return tuple(sorted({entry.name for package in packages for entry in package.entry_points if entry.group == GROUP}))
