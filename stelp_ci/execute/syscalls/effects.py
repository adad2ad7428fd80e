"""What a call means: which calls are asked for, and which of them reach beyond computing. Pure.

Files in the private work space, reads of the source and of Python's own trees, and what the C library reads by itself
are nothing that a report should speak of. What cannot be read counts as an effect: the doubt is the attacker's.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from stelp_ci.execute.syscalls.lines import Call
from stelp_ci.execute.syscalls.paths import Form, is_scratch, named
from stelp_ci.model.program import Capability

READABLE = ("/src", "/layers", "/stelp", "/usr", "/lib", "/lib64", "/bin", "/dev")
OF_THE_LIBRARY = frozenset(
    {
        "/etc/gai.conf",
        "/etc/group",
        "/etc/host.conf",
        "/etc/hosts",
        "/etc/inputrc",
        "/etc/ld.so.cache",
        "/etc/ld.so.preload",
        "/etc/localtime",
        "/etc/nsswitch.conf",
        "/etc/passwd",
        "/etc/protocols",
        "/etc/resolv.conf",
        "/etc/services",
        "/proc/cpuinfo",
        "/proc/meminfo",
        "/proc/self/maps",
        "/proc/self/status",
        "/proc/stat",
        "/sys/devices/system/cpu/online",
        "/sys/devices/system/cpu/possible",
    }
)
"""What libc, the dynamic linker and pthreads read by themselves: reading it is an effect only where Python says so."""
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/tty")
WRITES = frozenset({"O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND"})
NAMES_ONLY = frozenset({"O_DIRECTORY", "O_PATH"})
ORDINARY_FAMILIES = ("AF_UNIX", "AF_INET", "AF_INET6")
_ADDRESS = re.compile(r"(?:^|, )0x[0-9a-f]+ \{Family: (.*)\}, 0x[0-9a-f]+$", re.DOTALL)
_INTERNET = re.compile(r"AF_INET6?, Addr: ([0-9a-fA-F:.]+), Port: (\d+)")
_NO_NAME = re.compile(r"\{name=(?:0x0|<null>)?, namelen=0,")
_POINTER = re.compile(r"\b0x[0-9a-f]{6,}\b ?")
_PROGRAM = re.compile(r"0x[0-9a-f]+ (.*?), 0x[0-9a-f]+ ", re.DOTALL)


class Place(NamedTuple):
    """The process that made the call, and where it works. `trees` are further places that anyone may read.

    `made` says of a process id whether this process, or one that it made, has made that process.
    """

    process: int
    directory: str
    trees: tuple[str, ...] = ()
    is_program: bool = False
    made: Callable[[int], bool] = lambda _: False


class Effect(NamedTuple):
    """A call that is worth a line."""

    capability: Capability
    targets: tuple[str, ...]
    unclear: bool = False
    by_library: bool = False


_Reading = Callable[[Call, Place], Effect | None]


def effect_of(call: Call, place: Place) -> Effect | None:
    """What a call amounts to, or None."""
    reading = READINGS.get(call.name)
    return reading(call, place) if reading else None


def _opening(form: Form, flags: int) -> _Reading:
    """A call that opens; the argument `flags` of those behind the path says what for (-1: it always writes)."""

    def read(call: Call, place: Place) -> Effect | None:
        seen = named(call.arguments, form, place.directory)
        if seen.unclear:
            return Effect(Capability.FILES, seen.paths, unclear=True)
        path = seen.paths[0]
        held = set(seen.trailing[flags].split("|")) if flags >= 0 else WRITES
        if held & WRITES:
            return None if is_scratch(path) or path in DEVICES else Effect(Capability.FILES, ("for writing", path))
        open_to_all = is_scratch(path) or _below(path, (*READABLE, *place.trees))
        if place.is_program or open_to_all or held & NAMES_ONLY:
            return None
        return Effect(Capability.FILES, ("for reading", path), by_library=path in OF_THE_LIBRARY)

    return read


def _changing(form: Form) -> _Reading:
    """A call that changes what files there are, or what is known of them."""

    def read(call: Call, place: Place) -> Effect | None:
        seen = named(call.arguments, form, place.directory)
        if not seen.unclear and all(is_scratch(path) for path in seen.paths):
            return None
        return Effect(Capability.FILES, seen.paths, seen.unclear)

    return read


def _below(path: str, trees: tuple[str, ...]) -> bool:
    return any(path == tree or path.startswith(f"{tree}/") for tree in trees)


def _addressed(call: Call, place: Place) -> Effect | None:
    """`connect`, `bind`, `sendto`: to whom. A socket that is connected already sends without an address."""
    del place
    match = _ADDRESS.search(call.arguments)
    if match is None:
        return None if call.name == "sendto" else Effect(Capability.NETWORK, (call.arguments,), unclear=True)
    told = match[1]
    if "{Family: " in told:
        return Effect(Capability.NETWORK, (call.arguments,), unclear=True)
    internet = _INTERNET.fullmatch(told)
    if internet:
        return Effect(Capability.NETWORK, (f"{internet[1]}:{internet[2]}",))
    path = told.removeprefix('AF_UNIX, Addr: "').removesuffix('"')
    private = told.startswith("AF_UNIX") and (is_scratch(path) or not path)
    return None if private or path == "/var/run/nscd/socket" else Effect(Capability.NETWORK, (told,))


def _message(call: Call, place: Place) -> Effect | None:
    """`sendmsg`: the log does not show the address, only whether there is one."""
    del place
    if _NO_NAME.search(call.arguments):
        return None
    return Effect(Capability.NETWORK, ("an address that the log does not show",))


def _socket(call: Call, place: Place) -> Effect | None:
    """A socket of a family that reaches below the network, or a raw one."""
    del place
    family, _, rest = call.arguments.partition(", ")
    ordinary = family in ORDINARY_FAMILIES and "SOCK_RAW" not in rest
    return None if ordinary else Effect(Capability.NETWORK, (call.arguments,))


def _executing(call: Call, place: Place) -> Effect | None:
    del place
    match = _PROGRAM.match(call.arguments)
    return Effect(Capability.PROCESSES, (match[1] if match else call.arguments,), unclear=match is None)


def _signalling(call: Call, place: Place) -> Effect | None:
    """A signal to a process that is not its own; 0 only asks whether it is there."""
    words = call.arguments.split(", ")
    number = int(words[0], 16) if re.fullmatch(r"0x[0-9a-f]+", words[0]) else -1
    if words[-1] in ("0", "0x0") or number == place.process:
        return None
    target = number - (1 << 64) if number >= 1 << 63 else number - (1 << 32) if number >= 1 << 31 else number
    return None if place.made(abs(target)) else Effect(Capability.PROCESSES, (f"{words[-1]} to {target}",))


def _always(capability: Capability) -> _Reading:
    return lambda call, _: Effect(capability, (_POINTER.sub("", call.arguments),))


_AT, _PLAIN = (True,), (False,)
_FILES: dict[str, Form] = {
    "unlink": Form(_PLAIN),
    "unlinkat": Form(_AT, 1),
    "rmdir": Form(_PLAIN),
    "rename": Form((False, False)),
    "renameat": Form((True, True)),
    "renameat2": Form((True, True), 1),
    "link": Form((False, False)),
    "linkat": Form((True, True), 1),
    "symlink": Form((False, False)),
    "symlinkat": Form((False, True)),
    "mkdir": Form(_PLAIN, 1),
    "mkdirat": Form(_AT, 1),
    "mknod": Form(_PLAIN, 2),
    "mknodat": Form(_AT, 2),
    "truncate": Form(_PLAIN, 1),
    "chmod": Form(_PLAIN, 1),
    "fchmodat": Form(_AT, 1),
    "chown": Form(_PLAIN, 2),
    "lchown": Form(_PLAIN, 2),
    "fchownat": Form(_AT, 3),
}
_ALWAYS = {
    **dict.fromkeys(("ptrace", "process_vm_readv", "process_vm_writev"), Capability.PROCESSES),
    **dict.fromkeys(("mount", "umount2", "pivot_root", "chroot", "unshare", "setns"), Capability.NATIVE),
    **dict.fromkeys(("init_module", "finit_module", "bpf", "perf_event_open", "kexec_load"), Capability.NATIVE),
    **dict.fromkeys(("keyctl", "add_key", "userfaultfd", "io_uring_setup", "reboot", "swapon"), Capability.NATIVE),
}
READINGS: dict[str, _Reading] = {
    "open": _opening(Form(_PLAIN, 2), 0),
    "openat": _opening(Form(_AT, 2), 0),
    "creat": _opening(Form(_PLAIN, 1), -1),
    **{name: _changing(form) for name, form in _FILES.items()},
    **dict.fromkeys(("connect", "bind", "sendto"), _addressed),
    "sendmsg": _message,
    "socket": _socket,
    **dict.fromkeys(("execve", "execveat"), _executing),
    **dict.fromkeys(("kill", "tkill", "tgkill"), _signalling),
    **{name: _always(capability) for name, capability in _ALWAYS.items()},
}
OF_PROCESSES = ("clone", "clone3", "fork", "vfork", "chdir", "fchdir")
"""Calls that tell who descends from whom, and where a process works."""
MARK_CALL = "statfs"
ONLY_X86 = frozenset(
    "open creat unlink rmdir rename link symlink mkdir mknod chmod chown lchown fork vfork".split()  # noqa: SIM905
)
"""Calls that other machines do not have: gVisor refuses to start when it is asked for a call that it does not know."""


def asked_for(machine: str) -> tuple[str, ...]:
    """The names of the calls to log on a machine of this kind (`x86_64`, `aarch64`)."""
    names = (*READINGS, *OF_PROCESSES, MARK_CALL)
    return names if machine == "x86_64" else tuple(name for name in names if name not in ONLY_X86)
