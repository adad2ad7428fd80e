"""Tools to compare with: those that run programs as ours does, and where each is installed."""

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
