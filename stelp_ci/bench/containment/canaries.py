"""What a program that got out of its sandbox would disturb on the host: laid out before it runs, looked at afterwards.

Nothing here believes the program: files, listeners, a process and settings of the host are compared with what they
were, and what the sandbox gave back is searched for what only the host knows.
"""

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

NOBODY = 65534
ROOTS = ("", "tmp", "etc", "usr", "usr/bin", "root", "home", "boot", "dev", "dev/shm", "run", "var/tmp")
"""Where a program could leave a file that bears its mark."""

SETTINGS = ("hostname", "domainname", "core_pattern", "modprobe", "kptr_restrict", "sysrq")
CLOCK_SLACK_S = 5.0
LONG_AGO_S = 86400 * 1000
"""The access time of what must not be read: a read moves it, for it is older than the last write."""


class Listener(NamedTuple):
    """A socket of the host that nobody has any reason to speak to."""

    name: str
    socket: socket.socket

    def heard(self) -> bool:
        """Whether somebody connected, or sent something."""
        try:
            if self.socket.type == socket.SOCK_DGRAM:
                self.socket.recv(1)
            else:
                self.socket.accept()[0].close()
        except OSError as error:
            return error.errno not in (errno.EAGAIN, errno.EWOULDBLOCK)
        return True


class Canaries:
    """The canaries around one run. `document` is what the program may know: where they are, not what they hold."""

    def __init__(self, folder: Path, listeners: tuple[Listener, ...], decoy: "subprocess.Popen[bytes]") -> None:
        self.secret = secrets.token_hex(16)
        self.escaped = f"escaped-{secrets.token_hex(8)}"
        self.variable = f"STELP_CANARY_{secrets.token_hex(4).upper()}"
        self.folder = folder
        self._listeners = listeners
        self._decoy = decoy
        self._lay_out()
        self._settings = settings()
        self._priority = os.getpriority(os.PRIO_PROCESS, decoy.pid)
        self._offset = time.time() - time.monotonic()

    @property
    def document(self) -> dict[str, Any]:
        """`canary.json`."""
        ports = {
            item.name: item.socket.getsockname()[1] for item in self._listeners if item.name in ("tcp", "tcp6", "udp")
        }
        names = {item.name: item.socket.getsockname() for item in self._listeners if item.name in ("unix", "abstract")}
        return {
            "secret": str(self.folder / "secret"),
            "writable": str(self.folder / "writable"),
            "folder": str(self.folder / "open"),
            "mark": self.folder.name,
            "escaped": self.escaped,
            "variable": self.variable,
            "pid": self._decoy.pid,
            "runner": os.getpid(),
            "free": 47011,
            "tcp6": 0,
            **ports,
            "unix": names["unix"],
            "abstract": names["abstract"].decode().lstrip("\0"),
        }

    def disturbed(self, said: str) -> tuple[str, ...]:
        """What is not as it was, in words; nothing where all is. `said` is all that came out of the sandbox."""
        found = [f"the listener {item.name} was spoken to" for item in self._listeners if item.heard()]
        found += self._files()
        found += [f"{name} changed" for name, value in settings().items() if self._settings[name] != value]
        found += [f"/{place} holds {self.escaped}" for place in ROOTS if Path("/", place, self.escaped).exists()]
        found += ["the process was ended or stopped"] if not self._decoy_runs() else []
        if abs(time.time() - time.monotonic() - self._offset) > CLOCK_SLACK_S:
            found.append("the clock was moved")
        if self.secret in said:
            found.append("a secret of the host came out")
        return tuple(found)

    def _lay_out(self) -> None:
        (self.folder / "open").mkdir()
        (self.folder / "open").chmod(0o777)
        for name in ("secret", "writable"):
            path = self.folder / name
            path.write_text(self.secret, encoding="ascii")
            path.chmod(0o666)
            os.utime(path, (time.time() - LONG_AGO_S, path.stat().st_mtime))
        self._before = {name: _state(self.folder / name) for name in ("secret", "writable")}

    def _files(self) -> list[str]:
        found = [
            f"{name} was read or written" for name, state in self._before.items() if _state(self.folder / name) != state
        ]
        return [*found, *(f"{name.name} was left on the host" for name in (self.folder / "open").iterdir())]

    def _decoy_runs(self) -> bool:
        if self._decoy.poll() is not None:
            return False
        state = Path(f"/proc/{self._decoy.pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
        return state == b"S" and os.getpriority(os.PRIO_PROCESS, self._decoy.pid) == self._priority


def settings() -> dict[str, bytes]:
    """Settings of the kernel that a program of the host's root could change, and the host's mounts by number."""
    found = {name: _read(Path("/proc/sys/kernel") / name) for name in SETTINGS}
    return {**found, "modules": hashlib.sha256(_names(_read(Path("/proc/modules")))).digest()}


def tree_state(tree: Path) -> str:
    """Changes when a file below does: name, mode and content."""
    digest = hashlib.sha256()
    for path in sorted(tree.rglob("*")):
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        digest.update(f"{path.relative_to(tree)}\0{path.lstat().st_mode}\0{len(content)}\n".encode() + content)
    return digest.hexdigest()


@contextmanager
def canaries() -> Generator[Canaries]:
    """Lay them out, and take them away. The variable stands in our own environment meanwhile."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="stelp-canary-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        listeners = tuple(_listeners(folder, stack))
        laid = Canaries(folder, listeners, _decoy(stack))
        os.environ[laid.variable] = laid.secret
        stack.callback(os.environ.pop, laid.variable, None)
        yield laid


def _listeners(folder: Path, stack: ExitStack) -> Generator[Listener]:
    abstract = f"\0stelp-{secrets.token_hex(8)}"
    wanted = (
        ("tcp", socket.AF_INET, socket.SOCK_STREAM, ("0.0.0.0", 0)),  # noqa: S104 - every way to this host is watched
        ("tcp6", socket.AF_INET6, socket.SOCK_STREAM, ("::1", 0)),
        ("udp", socket.AF_INET, socket.SOCK_DGRAM, ("0.0.0.0", 0)),  # noqa: S104
        ("unix", socket.AF_UNIX, socket.SOCK_STREAM, str(folder / "unix.sock")),
        ("abstract", socket.AF_UNIX, socket.SOCK_STREAM, abstract),
    )
    for name, family, kind, address in wanted:
        end = stack.enter_context(socket.socket(family, kind))
        with contextlib.suppress(OSError) if name == "tcp6" else contextlib.nullcontext():  # a host without IPv6
            end.bind(address)
            if kind == socket.SOCK_STREAM:
                end.listen()
            end.settimeout(0)
            if family == socket.AF_UNIX and name == "unix":
                (folder / "unix.sock").chmod(0o777)
            yield Listener(name, end)


def _decoy(stack: ExitStack) -> "subprocess.Popen[bytes]":
    """A process of the host that anybody inside could end, were it in reach: it is nobody's, too, where we are root."""
    user = NOBODY if os.geteuid() == 0 else None
    decoy = subprocess.Popen(["/bin/sleep", "3600"], user=user, group=user, stdin=subprocess.DEVNULL)

    def end() -> None:
        decoy.send_signal(signal.SIGKILL)
        decoy.wait()

    stack.callback(end)
    while Path(f"/proc/{decoy.pid}/stat").read_bytes().rpartition(b")")[2].split()[0] != b"S":
        time.sleep(0.001)
    return decoy


def _state(path: Path) -> tuple[object, ...]:
    status = path.stat()
    return (
        status.st_mode,
        status.st_uid,
        status.st_size,
        status.st_mtime_ns,
        status.st_atime_ns,
        status.st_nlink,
        status.st_ino,
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _names(table: bytes) -> bytes:
    """The first words of the lines."""
    return b"\n".join(line.split()[0] for line in table.splitlines() if line)
