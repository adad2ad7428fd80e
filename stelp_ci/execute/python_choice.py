"""Which Python the tests run on: chosen without executing anything that the repository under judgement brings."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import which

from stelp_ci.errors import SandboxError

ENVIRONMENTS = (".venv", "venv")
REMEDY = "name a Python 3.10 to 3.13 with --python, for instance --python /usr/bin/python3"
COMMAND_NAME = re.compile(r"python(3(\.\d+)?)?")


def choose_python(
    *, explicit: str | None, repo: Path | None, environment: Mapping[str, str], tracked: tuple[Path, ...] = ()
) -> Path:
    """The executable named by `explicit`, else that of the project's environment, else the one behind our own.

    `repo` is the work tree, `tracked` the source trees that git gave us: an environment that git tracks belongs to the
    change and is passed over. The result is the interpreter behind a virtual environment, not its launcher; whether the
    sandbox supports it is for `inspect_interpreter` to say. Raises `SandboxError` where there is none to be trusted.
    """
    if explicit is not None:
        return _explicit(explicit)
    for folder in _environments(repo, environment, tracked):
        if (folder / "pyvenv.cfg").is_file():
            return _behind(folder, repo)
    return _own_base()


def _explicit(name: str) -> Path:
    """A path, or a command on PATH; the user answers for it, wherever it lies."""
    found = which(name)
    if found is None:
        raise SandboxError(f"there is no interpreter {name}", remedy=REMEDY)
    folder = Path(found).absolute().parent.parent
    return _behind(folder, None) if (folder / "pyvenv.cfg").is_file() else _behind_launcher(Path(found).resolve())


def _behind_launcher(found: Path) -> Path:
    """A script that version managers put in front of an interpreter is asked for it; any other file is taken as is."""
    with found.open("rb") as head:
        if head.read(2) != b"#!":
            return found
    command = [str(found), "-I", "-S", "-c", "import sys; print(sys.executable)"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd="/", check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise SandboxError(f"{found} does not start an interpreter: {error}", remedy=REMEDY) from error
    return Path(done.stdout.rstrip("\n")).resolve()


def _environments(repo: Path | None, environment: Mapping[str, str], tracked: tuple[Path, ...]) -> tuple[Path, ...]:
    active = environment.get("VIRTUAL_ENV", "")
    own = [repo / name for name in ENVIRONMENTS] if repo is not None else []
    untracked = [folder for folder in own if not any(os.path.lexists(root / folder.name) for root in tracked)]
    return tuple([Path(active), *untracked] if active else untracked)


def _behind(folder: Path, repo: Path | None) -> Path:
    """The real interpreter behind the virtual environment `folder`.

    The launcher's link or `home` in pyvenv.cfg leads to it. Both may have been written by somebody who wants us to run
    something else: the target must be a python by name, outside of the repository, and not writable for everybody.
    """
    candidates = [folder / "bin" / "python", *(Path(home) / "python3" for home in _homes(folder / "pyvenv.cfg"))]
    for candidate in candidates:
        real = candidate.resolve()
        if not real.is_relative_to(folder.resolve()) and _trustworthy(real, repo):
            return real
    raise SandboxError(f"{folder} is a virtual environment whose interpreter cannot be trusted or found", remedy=REMEDY)


def _homes(config: Path) -> list[str]:
    pairs = (line.partition("=") for line in config.read_text("utf-8", "replace").splitlines()[:64])
    return [value.strip() for key, _, value in pairs if key.strip().lower() == "home" and value.strip().startswith("/")]


def _trustworthy(executable: Path, repo: Path | None) -> bool:
    if not COMMAND_NAME.fullmatch(executable.name) or (repo is not None and executable.is_relative_to(repo.resolve())):
        return False
    try:
        mode = executable.stat().st_mode
    except OSError:
        return False
    return stat.S_ISREG(mode) and os.access(executable, os.X_OK) and not mode & stat.S_IWOTH


def _own_base() -> Path:
    """The interpreter behind the environment that stelp-ci is installed in."""
    base = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    return base.resolve() if base.exists() else Path(sys.executable).resolve()
