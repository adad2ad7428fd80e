"""Which of the calls that gVisor logged had an effect outside of the work space."""

from stelp_ci.model.kernel import KernelEffect
from stelp_ci.model.program import Capability

LOOPBACK = ("127.", "::1", "0.0.0.0", "AF_UNIX")  # noqa: S104 - compared, not bound
STAYS = frozenset({"socket", "bind", "listen"})
"""Calls that reach nobody: a sandbox has a network of its own, in gVisor, whose one device is a loopback."""
OWN_DEVICES = ("/dev/ptmx", "/dev/pts/", "/proc/self/fd/")
"""Terminals that gVisor makes for the sandbox alone, and what the process had been given open."""


def escaped(effect: KernelEffect) -> bool:
    """Whether it changed a file outside of the work space, or reached a host: reading a decoy changes nothing."""
    if effect.result:
        return False
    if effect.capability is Capability.NETWORK:
        return effect.call not in STAYS and not effect.targets[0].startswith(LOOPBACK)
    if effect.capability is not Capability.FILES or effect.targets[0] == "for reading":
        return False
    return any(not path.startswith(OWN_DEVICES) for path in effect.targets if path != "for writing")
