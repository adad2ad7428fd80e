"""`make peers`: puts each peer into a folder of its own below build/peers, wheels only but for what a peer names."""

import subprocess
import sys

from stelp_ci.bench.peers.compared import COMPARED
from stelp_ci.bench.peers.peer import PEERS, Peer, installed


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
    for peer in (*PEERS, *COMPARED):
        install(peer)


if __name__ == "__main__":
    main()
