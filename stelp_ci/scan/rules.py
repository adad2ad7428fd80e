"""Where our semgrep rules are."""

from pathlib import Path

from stelp_ci.errors import ScanError
from stelp_ci.resources import resource


def rules_directory() -> Path:
    """The directory of `<id>.yaml` rules. Raises `ScanError` if the installation has none."""
    directory = resource("rules")
    if directory is None or not any(directory.glob("*.yaml")):
        remedy = "reinstall: `pip install --force-reinstall 'stelp-ci[scan]'`"
        raise ScanError("the installation holds no rules", remedy=remedy)
    return directory
