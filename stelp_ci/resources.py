"""Where `rules/` and `sandbox/` are: beside the package in a checkout, inside it in an installed wheel."""

from pathlib import Path

from stelp_ci.errors import StelpError

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The directory called `name`; raises `StelpError` where the installation lacks it."""
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise StelpError(f"the installation lacks its {name}/ directory", remedy="install stelp-ci again")
