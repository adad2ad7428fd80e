"""Where layers and results of earlier runs are kept: a directory of the user's own."""

import os
from collections.abc import Mapping
from pathlib import Path

from stelp_ci.errors import UsageError


def cache_directory(environment: Mapping[str, str] = os.environ) -> Path:
    """`STELP_CACHE_DIR`, else the XDG cache folder, else `~/.cache/stelp-ci`; made with mode 0700 where it is missing.

    Raises `UsageError` when it cannot be made or belongs to somebody else: what is cached there is later trusted.
    Specification: https://specifications.freedesktop.org/basedir-spec/latest/
    """
    path = _chosen(environment)
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = path.stat()
    except OSError as error:
        raise UsageError(f"the cache {path} cannot be made: {error.strerror}", remedy=_REMEDY) from error
    if status.st_uid != os.geteuid():
        raise UsageError(f"the cache {path} belongs to another user", remedy=_REMEDY)
    if status.st_mode & 0o022:
        raise UsageError(f"the cache {path} can be written by others", remedy=f"chmod go-w {path}")
    return path


_REMEDY = "Set STELP_CACHE_DIR to a directory of your own."


def _chosen(environment: Mapping[str, str]) -> Path:
    if own := environment.get("STELP_CACHE_DIR"):
        return Path(own).absolute()
    shared = environment.get("XDG_CACHE_HOME", "")
    # NOTE: the specification says that a relative path here is invalid and to be ignored.
    base = Path(shared) if shared.startswith("/") else _home(environment) / ".cache"
    return base / "stelp-ci"


def _home(environment: Mapping[str, str]) -> Path:
    try:
        return Path(environment["HOME"]) if environment.get("HOME") else Path.home()
    except RuntimeError as error:  # no HOME, and no entry for this user
        raise UsageError("no home directory to keep the cache in", remedy=_REMEDY) from error
