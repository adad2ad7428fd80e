"""Which of the calls that gVisor logged had an effect outside of the work space."""

from stelp_ci.model.kernel import KernelEffect
from stelp_ci.model.program import Capability

LOOPBACK = ("127.", "::1", "0.0.0.0", "AF_UNIX")  # noqa: S104 - compared, not bound


def escaped(effect: KernelEffect) -> bool:
    """Whether it changed a file outside of the work space, or reached a host: reading a decoy changes nothing."""
    if effect.result:
        return False
    if effect.capability is Capability.NETWORK:
        return effect.call != "socket" and not effect.targets[0].startswith(LOOPBACK)
    return effect.capability is Capability.FILES and effect.targets[0] != "for reading"
