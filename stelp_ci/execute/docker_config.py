"""How a container is asked for: the same bounds as those of the OCI bundle, in the words of Docker's API. Pure."""

from typing import Any

from stelp_ci.execute.bundle import (
    FIXED_ENVIRONMENT,
    MASKED,
    READ_ONLY,
    RUNNER_CAPABILITIES,
    SOURCE,
    Contents,
    bounds,
    layer_targets,
)
from stelp_ci.execute.cgroup import bound_mib
from stelp_ci.model.execution import Limits

RUNTIME = "runsc"


def host_config(contents: Contents, limits: Limits, *, runtime: str = RUNTIME) -> dict[str, Any]:
    """`HostConfig`: all read-only but /tmp and /dev/shm, no network. The daemon removes the container when it ends.

    Specification: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerCreate
    """
    memory = bound_mib(limits) << 20
    return {
        "AutoRemove": True,
        "Runtime": runtime,
        "NetworkMode": "none",
        "IpcMode": "private",
        "ReadonlyRootfs": True,
        "CapDrop": ["ALL"],
        "CapAdd": [name.removeprefix("CAP_") for name in RUNNER_CAPABILITIES],
        "SecurityOpt": ["no-new-privileges"],
        "MaskedPaths": list(MASKED),
        "ReadonlyPaths": list(READ_ONLY),
        "Memory": memory,
        "MemorySwap": memory,
        "ShmSize": max(limits.tmpfs_mib // 4, 1) << 20,
        "Tmpfs": {"/tmp": f"rw,exec,nosuid,nodev,size={limits.tmpfs_mib}m,mode=1777"},  # noqa: S108 - private, inside
        "Ulimits": [_ulimit(name, bound) for name, bound in bounds(limits).items()],
        "Mounts": [*_read_only(contents)],
        "LogConfig": {"Type": "none"},
    }


def environment(contents: Contents) -> list[str]:
    """The variables of the container. A name without a value takes away what Docker adds."""
    given = {**dict(contents.environment), **FIXED_ENVIRONMENT}
    taken = [] if "HOSTNAME" in given else ["HOSTNAME"]
    return [*(f"{name}={value}" for name, value in sorted(given.items())), *taken]


def _ulimit(name: str, bound: int) -> dict[str, Any]:
    return {"Name": name.removeprefix("RLIMIT_").lower(), "Soft": bound, "Hard": bound}


def _read_only(contents: Contents) -> list[dict[str, Any]]:
    places = [(contents.source, SOURCE), *zip(contents.layers, layer_targets(len(contents.layers)), strict=True)]
    return [{"Type": "bind", "Source": str(source), "Target": target, "ReadOnly": True} for source, target in places]
