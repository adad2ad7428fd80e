"""Installs gVisor's runsc where it is missing: the distribution's signed package, else the release in runsc.lock.

Run by `make setup`; `--lock RELEASE` (`make lock-runsc RELEASE=...`) fills the lock instead. Standard library only.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from runsc_release import ARCHITECTURES, RELEASE_NAME, Lock, Refusal, check_locked, fetch, read_lock, unpack, write_lock

LOCK = Path(__file__).with_name("runsc.lock")
FILL = "make lock-runsc RELEASE=YYYYMMDD.N"


def main() -> int:
    """Install, or fill the lock; 0 when it is done, 1 with a message and what mends it when not."""
    arguments = _parser().parse_args()
    try:
        if arguments.lock:
            return fill_lock(arguments.lock_file, arguments.lock)
        return install(arguments)
    except Refusal as refusal:
        sys.stderr.write(f"runsc: {refusal}\n  {refusal.remedy}\n")
        return 1


def install(arguments: argparse.Namespace) -> int:
    """Make sure that a runsc is on PATH, by the first way that is open."""
    if arguments.route == "auto" and (present := shutil.which("runsc")):
        return _say(f"{_version(present)} is installed ({present})")
    if arguments.route in {"auto", "package"} and _install_package():
        return _say(f"{_version(shutil.which('runsc') or 'runsc')} installed from the distribution's package")
    if arguments.route == "package":
        raise Refusal("this distribution has no runsc package", remedy="Leave out --route.")
    program = install_release(read_lock(arguments.lock_file), arguments.into)
    return _say(f"{_version(str(program))} installed as {program}")


def install_release(lock: Lock, into: Path) -> Path:
    """Download, check twice, unpack, and put the programs into `into`; the path of runsc."""
    architecture = platform.machine()
    if architecture not in lock.sha512:
        raise Refusal(
            f"there is no runsc package here, and sandbox/runsc.lock has no digest for {architecture}",
            remedy=f"Fill the lock from a machine that reaches the release site: {FILL}",
        )
    with tempfile.TemporaryDirectory(prefix="runsc-") as name:
        folder = Path(name)
        archive, found = fetch(lock, architecture, folder)
        check_locked(lock, architecture, found)
        unpacked = folder / "unpacked"
        unpacked.mkdir()
        for program in unpack(archive, unpacked):
            _place(unpacked / program, into / program)
    return into / "runsc"


def fill_lock(path: Path, release: str) -> int:
    """Download `release` for each architecture, hold it against its published sum, and write the digests down."""
    if not RELEASE_NAME.fullmatch(release):
        raise Refusal(f"{release!r} is not the name of a release", remedy=f"Write it as a date: {FILL}")
    lock = Lock(read_lock(path).base, release, {})
    with tempfile.TemporaryDirectory(prefix="runsc-") as folder:
        for architecture in ARCHITECTURES:
            _say(f"reading release {release} for {architecture}")
            archive, lock.sha512[architecture] = fetch(lock, architecture, Path(folder))
            archive.unlink()
    write_lock(path, lock)
    return _say(f"{path} now holds release {release}: review and commit it")


def _install_package() -> bool:
    """True once apt has installed the package; False where there is no apt or no such package."""
    if not shutil.which("apt-get") or not shutil.which("apt-cache"):
        return False
    if _run_privileged("apt-get", "update", "-q") != 0:
        _say("apt-get update failed; going on with the package lists that are here")
    if not _has_candidate():
        return False
    if _run_privileged("apt-get", "install", "-q", "-y", "--no-install-recommends", "runsc") != 0:
        raise Refusal(
            "apt-get could not install runsc", remedy="Read apt's message above, then run `make setup` again."
        )
    return True


def _has_candidate() -> bool:
    command = [shutil.which("apt-cache") or "apt-cache", "policy", "runsc"]
    policy = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    lines = [line.strip() for line in policy.stdout.splitlines()]
    return any(line.startswith("Candidate:") and line != "Candidate: (none)" for line in lines)


def _place(source: Path, target: Path) -> None:
    """Copy one program to where every user can run it, with sudo where the folder is not ours."""
    if _run_privileged("install", "-D", "-m", "0755", str(source), str(target), folder=target.parent) != 0:
        raise Refusal(f"cannot write {target}", remedy="Run `make setup` as root or with sudo, or pass --into DIR.")


def _run_privileged(program: str, *arguments: str, folder: Path | None = None) -> int:
    """Run as root, by sudo where needed; a folder that is writable for us needs no root. The exit code."""
    found = shutil.which(program) or program
    prefix: list[str] = []
    if os.geteuid() != 0 and not (folder and os.access(folder, os.W_OK)):
        sudo = shutil.which("sudo")
        if not sudo:
            raise Refusal(f"{program} needs root", remedy="Run `make setup` as root, or install sudo.")
        # NOTE: without a terminal nobody can type a password: fail instead of waiting for one.
        prefix = [sudo] if sys.stdin.isatty() else [sudo, "-n"]
        prefix += ["env", "DEBIAN_FRONTEND=noninteractive"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(
        [*prefix, found, *arguments], stdin=subprocess.DEVNULL, check=False, env=environment
    ).returncode


def _version(program: str) -> str:
    """The first line of `runsc --version`: proof that what was installed starts."""
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError) as error:
        raise Refusal(f"{program} does not start: {error}", remedy="Remove it, then run `make setup` again.") from error
    return answer.stdout.partition("\n")[0]


def _say(message: str) -> int:
    sys.stdout.write(f"runsc: {message}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="install_runsc.py", description=__doc__, allow_abbrev=False)
    parser.add_argument("--lock", metavar="RELEASE", help="fill the lock with this release (YYYYMMDD or YYYYMMDD.N)")
    parser.add_argument("--lock-file", metavar="FILE", type=Path, default=LOCK, help="default: runsc.lock beside this")
    parser.add_argument("--into", metavar="DIR", type=Path, default=Path("/usr/local/bin"), help="default: %(default)s")
    parser.add_argument("--route", choices=["auto", "package", "release"], default="auto", help="default: %(default)s")
    return parser


if __name__ == "__main__":
    sys.exit(main())
