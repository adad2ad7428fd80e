"""Where our semgrep rules are: beside the package in a checkout, inside it in an installed wheel."""

from pathlib import Path

from stelp_ci.errors import ScanError

_PACKAGE = Path(__file__).resolve().parent.parent


def rules_directory() -> Path:
    """The directory of `<id>.yaml` rules. Raises `ScanError` if the installation has none."""
    for candidate in (_PACKAGE / "_data" / "rules", _PACKAGE.parent / "rules"):
        if any(candidate.glob("*.yaml")):
            return candidate
    raise ScanError(
        "the installation holds no rules", remedy="reinstall: `pip install --force-reinstall 'stelp-ci[scan]'`"
    )
