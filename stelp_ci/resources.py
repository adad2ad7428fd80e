"""Where `rules/` and `sandbox/` are: beside the package in a checkout, inside it in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path | None:
    """The directory called `name`; None where the installation is not whole."""
    candidates = (_PACKAGE / "_data" / name, _PACKAGE.parent / name)
    return next((candidate for candidate in candidates if candidate.is_dir()), None)


def package(name: str) -> Path:
    """The directory of one of our own packages, by its name below `stelp_ci`: for copying, without importing."""
    return _PACKAGE / name
