"""Prepares a runner for stelp-ci: an environment of its own from locked wheels, and runsc. Standard library only.

The environment is kept in the runner's tool cache under the digest of its lock, and every file of it is compared with
the hash that its wheel recorded before it is used again.
"""

import base64
import csv
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MACHINES = ("x86_64", "aarch64")
OLDEST_PYTHON = (3, 11)
STAMP = ".complete"


class RefusalError(Exception):
    """This machine cannot run stelp-ci; the message says why, and what to do."""


def main() -> int:
    """Prepare; 0 when `stelp-ci` can start, 1 with an annotation when it cannot."""
    posting = bool(os.environ.get("STELP_FROM_ARTIFACT"))
    try:
        check_machine()
        interpreter, how = timed("environment", lambda: environment("post" if posting else "action"))
        if not posting:
            timed("runsc", sandbox)
    except (RefusalError, subprocess.CalledProcessError, OSError) as error:
        say(f"::error title=stelp-ci::cannot be set up: {' '.join(str(error).split())}")
        return 1
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
        file.write(f"interpreter={interpreter}\n")
    say(f"stelp-ci: the environment was {how}")
    return 0


def check_machine() -> None:
    """Linux on x86-64 or arm64, and a Python that is new enough: nothing else was ever tried."""
    if sys.platform != "linux" or platform.machine() not in MACHINES:
        raise RefusalError(
            f"stelp-ci needs Linux on x86-64 or arm64, this is {sys.platform} on {platform.machine()}: "
            "use runs-on: ubuntu-latest"
        )
    if sys.version_info < OLDEST_PYTHON:
        raise RefusalError("stelp-ci needs Python 3.11 or newer as python3: add actions/setup-python before it")


def timed(what, work):
    """What `work` gives, with how long it took in the log."""
    begun = time.monotonic()
    given = work()
    say(f"stelp-ci set-up: {what} {time.monotonic() - begun:.1f} s")
    return given


def environment(name: str) -> tuple[Path, str]:
    """The interpreter of an environment with exactly what the lock says, and whether it is new."""
    if prepared := os.environ.get("STELP_ENVIRONMENT"):
        return prepared_environment(Path(prepared)), "prepared by the owner of this runner"
    lock = ROOT / "requirements" / f"{name}.txt"
    folder = tool_cache() / f"{name}-{key_of(lock)}"
    interpreter = folder / "bin" / "python"
    if (folder / STAMP).is_file():
        if timed("comparison of the cached environment", lambda: is_unaltered(folder)):
            return interpreter, "taken from the tool cache, every file compared with its recorded hash"
        say("stelp-ci: the cached environment was altered, and is made anew")
        shutil.rmtree(folder)
    build(folder, lock)
    return interpreter, "made anew from locked wheels"


def prepared_environment(folder: Path) -> Path:
    """An image of one's own can bring the environment (STELP_ENVIRONMENT): it is taken as it is."""
    interpreter = folder / "bin" / "python"
    if not interpreter.is_file():
        raise RefusalError(f"STELP_ENVIRONMENT: there is no {interpreter}")
    return interpreter


def tool_cache() -> Path:
    """A folder that outlives the job on runners of one's own, and is private to its user."""
    folder = Path(os.environ.get("RUNNER_TOOL_CACHE") or os.environ.get("RUNNER_TEMP") or tempfile.gettempdir())
    own = folder / "stelp-ci"
    own.mkdir(parents=True, exist_ok=True, mode=0o700)
    if own.stat().st_uid != os.getuid() or own.stat().st_mode & 0o022:
        raise RefusalError(f"{own} belongs to somebody else, or others may write there")
    return own


def key_of(lock: Path) -> str:
    """What the environment depends on, as 16 hex digits."""
    parts = (lock.read_bytes(), platform.machine().encode(), sys.version.encode(), sys.executable.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def build(folder: Path, lock: Path) -> None:
    """Make the environment; only a complete one gets its stamp.

    NOTE: the work tree is the change's own: `-I` keeps its modules, and UV_NO_CONFIG its settings, out of this.
    """
    if folder.exists():
        shutil.rmtree(folder)
    uv = shutil.which("uv")
    try:
        pip = ["--without-pip"] if uv else []
        timed("venv", lambda: run(sys.executable, "-I", "-m", "venv", *pip, str(folder)))
        uv = uv or timed("uv", lambda: install_uv(folder))
        timed("wheels", lambda: install_wheels(uv, folder, lock))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    (folder / STAMP).write_text("", encoding="utf-8")


LOCKED = ("--quiet", "--require-hashes", "--no-deps", "--only-binary", ":all:")


def install_uv(folder: Path) -> str:
    """uv from its lock, by the pip that the environment was made with."""
    pip = (str(folder / "bin" / "python"), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input", "install")
    run(*pip, *LOCKED, "-r", str(ROOT / "requirements" / "uv.txt"))
    return str(folder / "bin" / "uv")


def install_wheels(uv: str, folder: Path, lock: Path) -> None:
    """What the lock says, and nothing else."""
    run(uv, "pip", "install", *LOCKED, "--python", str(folder / "bin" / "python"), "-r", str(lock), UV_NO_CONFIG="1")


def is_unaltered(folder: Path) -> bool:
    """Whether every file that the wheels brought is what they recorded, none lies beside them, and Python is this one.

    Byte code, of which no wheel says what it should be, is thrown away.
    """
    if not is_own_interpreter(folder):
        return False
    packages = next((folder / "lib").glob("python3.*"), folder) / "site-packages"
    for compiled in list(packages.rglob("__pycache__")):
        shutil.rmtree(compiled)
    known: set[Path] = set()
    for record in packages.glob("*.dist-info/RECORD"):
        with record.open(encoding="utf-8", newline="") as file:
            for name, digest, _ in csv.reader(file):
                path = (packages / name).resolve()
                known.add(path)
                if digest and not has_digest(path, digest):
                    return False
    beside = (Path(place, name) for place, _, names in os.walk(packages) for name in names)
    return bool(known) and all(path.resolve() in known for path in beside)


def is_own_interpreter(folder: Path) -> bool:
    """Whether the environment starts the Python that runs this, and takes modules from itself alone."""
    settings = (
        (folder / "pyvenv.cfg").read_text(encoding="utf-8").splitlines() if (folder / "pyvenv.cfg").is_file() else []
    )
    said = dict(line.replace(" ", "").split("=", 1) for line in settings if "=" in line)
    own = Path(sys.executable).resolve()
    same = (folder / "bin" / "python").resolve() == own and Path(said.get("home", ""), own.name).resolve() == own
    return same and said.get("include-system-site-packages") == "false"


def has_digest(path: Path, recorded: str) -> bool:
    """Whether a file is there with the hash that RECORD names (`sha256=` and URL-safe base64 without padding)."""
    algorithm, _, wanted = recorded.partition("=")
    if algorithm != "sha256" or not path.is_file():
        return False
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").digest()
    return base64.urlsafe_b64encode(found).rstrip(b"=").decode() == wanted


def sandbox() -> None:
    """runsc from the distribution's signed package, or the release that the lock names by digest."""
    if shutil.which("runsc") is None:
        run(sys.executable, "-E", "-s", str(ROOT / "sandbox" / "install_runsc.py"))


def run(*command: str, **environment: str) -> None:
    """One command, with its output in the log."""
    subprocess.run(command, check=True, env={**os.environ, **environment})


def say(text: str) -> None:
    """One line in the job's log, in order with what the commands write there."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
