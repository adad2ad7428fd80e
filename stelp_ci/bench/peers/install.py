"""`make peers`: puts each peer into a folder of its own below build/peers, wheels only but for what a peer names."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple


class Peer(NamedTuple):
    """A tool to compare with: its folder, its driver is `inside/FOLDER_driver.py`, and what it is installed from.

    `built` are packages that it needs and that are released as sources alone: pip builds them.
    """

    folder: str
    requirement: str
    built: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The name and version in reports."""
        return self.requirement.replace("==", " ")


PEERS = (
    Peer("restrictedpython", "RestrictedPython==9.0"),
    Peer("smolagents", "smolagents==1.26.0"),
    Peer("monty", "pydantic-monty==1.4.0"),
    Peer("asteval", "asteval==1.0.10"),
)
DRIVERS = Path(__file__).parent / "inside"
"""Mounted into the sandbox; nothing of it is imported on the host."""
INSTALLED = Path("build") / "peers"


def installed(peer: Peer) -> Path:
    """Where `make peers` puts it, from the root of the checkout."""
    return INSTALLED / peer.folder


def install(peer: Peer) -> None:
    """Install one peer where it is missing. Raises `CalledProcessError` with pip's complaint on stderr."""
    target = installed(peer)
    stamp = target / ".requirement"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == peer.requirement:
        return
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    built = ["--no-binary", ",".join(peer.built)] if peer.built else []
    wheels = ["--only-binary", ":all:", *built]
    subprocess.run([*command, *wheels, "--target", str(target), "--upgrade", peer.requirement], check=True)
    stamp.write_text(peer.requirement, encoding="ascii")


def main() -> None:
    """Install them all."""
    from stelp_ci.bench.peers.compared import COMPARED

    for peer in (*PEERS, *COMPARED):
        install(peer)


if __name__ == "__main__":
    main()
