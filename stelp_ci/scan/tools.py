"""Where the external tools are: looked up in the interpreter's own site-packages, never in the working directory."""

import importlib.machinery
import importlib.metadata
import site
import sys
from pathlib import Path

from stelp_ci.errors import ScanError

INSTALL = "pip install 'stelp-ci[scan]'"


def module_command(package: str, module: str = "") -> tuple[str, ...]:
    """The command that runs `module` (default: `package`) in isolated mode, so that no file of a tree is imported.

    Raises `ScanError` if `package` is not installed beside stelp-ci.
    """
    package_directory(package)
    return (sys.executable, "-I", "-m", module or package)


def package_directory(package: str) -> Path:
    """The installed package's directory. Raises `ScanError` if there is none.

    NOTE: `find_spec` would search sys.path, whose first entry may be a checkout of the code under judgement.
    """
    spec = importlib.machinery.PathFinder.find_spec(package, site.getsitepackages())
    if spec is None or spec.origin is None:
        raise ScanError(f"{package} is not installed", remedy=INSTALL)
    return Path(spec.origin).parent


def installed_version(distribution: str) -> str:
    """The version in the metadata beside the package. Raises `ScanError` if there is none."""
    found = importlib.metadata.distributions(name=distribution, path=site.getsitepackages())
    for candidate in found:
        return candidate.version
    raise ScanError(f"{distribution} is not installed", remedy=INSTALL)
