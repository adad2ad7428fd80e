"""Unpacks the runsc of another release of Debian below a folder, to run the suite with two builds of gVisor.

`python other_runsc.py FOLDER [RELEASE]` (default: trixie) asks apt, in a configuration of its own below FOLDER, for the
package, checks its signature as apt does, and unpacks it without installing anything. The last line is the path of the
binary, for STELP_RUNSC. Standard library only.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from docker_engine import Refusal, mirror_of_apt, run, which

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
RELEASE = "trixie"


def main() -> int:
    """Unpack it; 1 with a message where it cannot be had."""
    folder, release = Path(sys.argv[1]).absolute(), (sys.argv[2:] or [RELEASE])[0]
    binary = folder / release / "usr" / "bin" / "runsc"
    try:
        if not binary.is_file():
            unpack(folder, release)
        version = run(str(binary), "--version").splitlines()[0]
    except (Refusal, OSError, subprocess.SubprocessError) as error:
        sys.stderr.write(f"runsc: {error}\n")
        return 1
    sys.stdout.write(f"{version}\n{binary}\n")
    return 0


def unpack(folder: Path, release: str) -> None:
    """Download the package of `release`, and lay its files out below `folder/release`."""
    if not KEYRING.is_file():
        raise Refusal(f"{KEYRING} is missing: install debian-archive-keyring")
    private = folder / "apt"
    shutil.rmtree(private, ignore_errors=True)
    for name in ("state/lists/partial", "cache/archives/partial", "etc", "packages"):
        (private / name).mkdir(parents=True)
    source = f"deb [signed-by={KEYRING}] {mirror_of_apt()} {release} main\n"
    (private / "etc" / "sources.list").write_text(source, encoding="ascii")
    (private / "status").touch()
    places = {
        "Dir::Etc::sourcelist": "etc/sources.list",
        "Dir::Etc::sourceparts": "etc/none",
        "Dir::State": "state",
        "Dir::State::status": "status",
        "Dir::Cache": "cache",
    }
    options = [f"-o{name}={private / place}" for name, place in places.items()]
    run(which("apt-get"), *options, "-oAPT::Sandbox::User=root", "update", "-q")
    download(private / "packages", options)
    package = next((private / "packages").glob("runsc_*.deb"))
    run(which("dpkg-deb"), "-x", str(package), str(folder / release))


def download(folder: Path, options: "list[str]") -> None:
    """NOTE: apt writes to the directory that it is in."""
    command = [which("apt-get"), *options, "-oAPT::Sandbox::User=root", "download", "-q", "runsc"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refusal(f"apt cannot download runsc: {(done.stdout + done.stderr)[-1000:]}")


if __name__ == "__main__":
    sys.exit(main())
