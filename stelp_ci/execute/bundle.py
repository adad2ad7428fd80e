"""The OCI bundle of one run (https://github.com/opencontainers/runtime-spec/blob/main/config.md). Pure."""

from pathlib import Path
from typing import Any, NamedTuple

from stelp_ci.model.execution import Limits, Mount

SOURCE = "/src"
HOME = "/tmp/home"  # noqa: S108 - a private tmpfs inside
LAYERS = "/layers"
RUNNER_CAPABILITIES = ("CAP_KILL", "CAP_SETGID", "CAP_SETUID")
"""What PID 1 needs to become two users and to end the other one. The code under judgement has none."""
NAMESPACES = ("pid", "network", "ipc", "uts", "mount")
MASKED = (
    "/proc/acpi",
    "/proc/asound",
    "/proc/kcore",
    "/proc/keys",
    "/proc/latency_stats",
    "/proc/sched_debug",
    "/proc/scsi",
    "/proc/timer_list",
    "/proc/timer_stats",
    "/sys/firmware",
)
READ_ONLY = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")
FIXED_ENVIRONMENT = {
    "HOME": HOME,
    "LC_ALL": "C.UTF-8",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "TMPDIR": "/tmp",  # noqa: S108 - a private tmpfs inside
    "TZ": "UTC",
}
START = (
    "import marshal, sys; ours = sys.modules['_stelp.imports'] = type(sys)('_stelp.imports'); "
    "exec(marshal.loads(open('/stelp/start.bin', 'rb', buffering=0).read()), ours.__dict__); ours.start({kind!r})"
)
"""What PID 1 runs; `kind` says what it may load before its task comes (see `sandbox/imports.py`)."""


class Contents(NamedTuple):
    """What one sandbox is made of, paths on the host. `command` is the Python text that PID 1 runs.

    `root` and `python` are those of the bundle; an image brings its own.
    """

    root: Path
    python: Path
    source: Path
    layers: tuple[Path, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    command: str = START.format(kind="")


def layer_targets(count: int) -> tuple[str, ...]:
    """Where layers stand inside, in order."""
    return tuple(f"{LAYERS}/{number}" for number in range(count))


def oci_config(contents: Contents, limits: Limits) -> dict[str, Any]:
    """`config.json`: all read-only but /tmp and /dev/shm, no network, no environment but the allowlist."""
    return {
        "ociVersion": "1.0.2",
        "root": {"path": str(contents.root), "readonly": True},
        "hostname": "sandbox",
        "process": _process(contents, limits),
        "mounts": [*_private(limits), *_read_only(contents)],
        "linux": {
            "namespaces": [{"type": kind} for kind in NAMESPACES],
            "maskedPaths": list(MASKED),
            "readonlyPaths": list(READ_ONLY),
        },
    }


def _process(contents: Contents, limits: Limits) -> dict[str, Any]:
    held = list(RUNNER_CAPABILITIES)
    environment = {**dict(contents.environment), **FIXED_ENVIRONMENT}
    return {
        "terminal": False,
        "user": {"uid": 0, "gid": 0},
        "args": [str(contents.python), "-I", "-S", "-B", "-X", "utf8", "-c", contents.command],
        "env": [f"{name}={value}" for name, value in sorted(environment.items())],
        "cwd": "/",
        "capabilities": {"bounding": held, "effective": held, "permitted": held, "inheritable": [], "ambient": []},
        "noNewPrivileges": True,
        "rlimits": _rlimits(limits),
    }


def _rlimits(limits: Limits) -> list[dict[str, Any]]:
    return [{"type": kind, "soft": bound, "hard": bound} for kind, bound in bounds(limits).items()]


def bounds(limits: Limits) -> dict[str, int]:
    """Bounds on PID 1 and all below it; those that only the code under judgement must bear are set by the runner."""
    return {"RLIMIT_CORE": 0, "RLIMIT_NOFILE": 1024, "RLIMIT_FSIZE": limits.file_mib << 20}


def _private(limits: Limits) -> list[dict[str, Any]]:
    return [
        {"destination": "/proc", "type": "proc", "source": "proc", "options": ["nosuid", "noexec", "nodev"]},
        {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "noexec", "mode=755"]},
        _scratch("/dev/shm", limits.tmpfs_mib // 4),  # noqa: S108 - a private tmpfs inside
        _scratch("/tmp", limits.tmpfs_mib),  # noqa: S108 - a private tmpfs inside
    ]


def _scratch(target: str, size_mib: int) -> dict[str, Any]:
    options = ["nosuid", "nodev", f"size={max(size_mib, 1)}m", "mode=1777"]
    return {"destination": target, "type": "tmpfs", "source": "tmpfs", "options": options}


def _read_only(contents: Contents) -> list[dict[str, Any]]:
    layers = (Mount(*pair) for pair in zip(contents.layers, layer_targets(len(contents.layers)), strict=True))
    return [
        {"destination": mount.target, "type": "bind", "source": str(mount.source), "options": ["ro", "rbind", "nosuid"]}
        for mount in (Mount(contents.source, SOURCE), *layers)
    ]
