"""Starts a Docker Engine of this checkout's own, with gVisor as the runtime `runsc`, and stops it.

`python docker_engine.py start FOLDER` installs what is missing (the distribution's docker.io), starts dockerd with its
state below FOLDER, and waits until it answers at FOLDER/docker.sock. It has no bridge and writes no firewall rule: the
sandbox has no network. `stop FOLDER` ends the daemon that `start` started, and no other. `base FOLDER NAME` makes the
base image NAME from the distribution's own packages, by debootstrap: no registry is asked. Standard library only.
"""

import argparse
import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

START_S = 60
STOP_S = 60
SOCKET = "docker.sock"
SOCKET_BYTES = 108
LONGEST_SOCKET = "containerd/containerd-debug.sock.ttrpc"
"""The longest name of a socket that the daemon and its containerd make below their folder, with room to spare."""
NEEDED = {"dockerd": "docker.io", "debootstrap": "debootstrap"}
LEFT_OUT = (
    "./var/cache/apt/*",
    "./var/lib/apt/lists/*",
    "./usr/share/doc/*",
    "./usr/share/man/*",
    "./usr/share/locale/*",
)
LOGGED_CALLS = """
open openat creat unlink unlinkat rmdir rename renameat renameat2 link linkat symlink symlinkat
mkdir mkdirat mknod mknodat truncate chmod fchmodat chown lchown fchownat connect bind sendto
sendmsg socket execve execveat kill tkill tgkill ptrace process_vm_readv process_vm_writev mount
umount2 pivot_root chroot unshare setns init_module finit_module bpf perf_event_open kexec_load
keyctl add_key userfaultfd io_uring_setup reboot swapon clone clone3 fork vfork chdir fchdir statfs
"""
"""The calls that the runtime `runsc-logged` logs: those of `stelp_ci/execute/syscalls/effects.py`, as a test holds."""

LOGGED_PLATFORM = "x86_64"
FRESH_S = 30 * 86400
"""How long a base image is used before it is made anew, with the security updates of the meantime."""


class Refusal(Exception):
    """Something is missing; the message says what to do."""


class Daemon(http.client.HTTPConnection):
    """The daemon behind a UNIX socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=300)
        self.path = path

    def connect(self) -> None:
        """Connect to the socket in place of a host."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


def main() -> int:
    """Do what the command line says; 1 with a message where it cannot be done."""
    parser = argparse.ArgumentParser(prog="docker_engine.py", description=__doc__, allow_abbrev=False)
    parser.add_argument("action", choices=["start", "stop", "base"])
    parser.add_argument("folder", type=lambda text: Path(text).absolute())
    parser.add_argument("name", nargs="?", default="stelp-ci-base:local")
    arguments = parser.parse_args()
    try:
        if arguments.action == "start":
            start(arguments.folder)
        elif arguments.action == "stop":
            stop(arguments.folder)
        else:
            import_base(arguments.folder, arguments.name)
    except (Refusal, OSError, subprocess.SubprocessError) as error:
        sys.stderr.write(f"docker: {error}\n")
        return 1
    return 0


def start(folder: Path) -> None:
    """Have a daemon answer at the socket."""
    folder.mkdir(parents=True, exist_ok=True)
    if answers(folder / SOCKET):
        return say(f"a Docker Engine answers at {folder / SOCKET}")
    if not fits(folder / SOCKET):
        raise Refusal(f"{folder / SOCKET} is too long for a socket: choose a folder with a shorter path")
    install()
    config = folder / "daemon.json"
    config.write_text(json.dumps(configuration(folder / "calls"), indent=2), encoding="ascii")
    state = [f"--{name}={folder / place}" for name, place in (("data-root", "data"),)]
    state.append(f"--exec-root={run_folder(folder)}")
    files = [f"--config-file={config}", f"--pidfile={folder / 'dockerd.pid'}", f"--host=unix://{folder / SOCKET}"]
    command = [*as_root(), which("dockerd"), *state, *files, f"--group={os.getgid()}"]
    with (folder / "dockerd.log").open("wb") as log:
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    deadline = time.monotonic() + START_S
    while not answers(folder / SOCKET):
        if time.monotonic() > deadline:
            raise Refusal(f"dockerd does not answer after {START_S} s: see {folder / 'dockerd.log'}")
        time.sleep(0.1)
    say(f"started: export DOCKER_HOST=unix://{folder / SOCKET}")


def run_folder(folder: Path) -> Path:
    """Where the daemon's own sockets lie: below the folder, or in a short private place where their paths are too long.

    Raises `Refusal` where that place is somebody else's.
    """
    if fits(folder / "run" / LONGEST_SOCKET):
        return folder / "run"
    short = Path(tempfile.gettempdir()) / f"stelp-docker-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.is_symlink() or short.lstat().st_uid != os.geteuid():
        raise Refusal(f"{short} belongs to somebody else: choose a folder with a shorter path")
    return short


def fits(socket_path: Path) -> bool:
    """Whether the kernel takes the path for a UNIX socket (unix(7): 108 bytes with the zero at their end)."""
    return len(os.fsencode(socket_path)) < SOCKET_BYTES


def configuration(calls: Path) -> "dict[str, object]":
    """`daemon.json`; the second runtime logs system calls below `calls`.

    NOTE: without `--network=none` some builds of runsc refuse a container that has no network.
    """
    runsc = {"path": which("runsc"), "runtimeArgs": ["--network=none", *platform()]}
    runtimes = {"runsc": runsc}
    if os.uname().machine == LOGGED_PLATFORM:
        calls.mkdir(mode=0o700, exist_ok=True)
        runtimes["runsc-logged"] = {**runsc, "runtimeArgs": [*runsc["runtimeArgs"], *logging(calls)]}
    return {"runtimes": runtimes, "bridge": "none", "iptables": False, "ip6tables": False, "ip-masq": False}


def logging(calls: Path) -> "list[str]":
    """The flags by which runsc logs the calls of every container, in files that stelp-ci reads and removes."""
    asked = f"--strace-syscalls={','.join(LOGGED_CALLS.split())}"
    return [f"--debug-log={calls}/", "--debug-log-format=json", "--strace", "--strace-log-size=16", asked]


def platform() -> "list[str]":
    """Builds whose default is ptrace say so; later ones have a better one."""
    told = subprocess.run([which("runsc"), "flags"], capture_output=True, text=True, check=False)
    return [] if "systrap" in told.stdout + told.stderr else ["--platform=ptrace"]


def stop(folder: Path) -> None:
    """End the daemon whose process id lies in the folder, if it is ours."""
    pid = daemon_of(folder)
    if pid is None:
        return say("no Docker Engine of ours runs")
    if os.geteuid() == 0:
        os.kill(pid, signal.SIGTERM)
    else:
        subprocess.run([*as_root(), "kill", str(pid)], check=True)
    deadline = time.monotonic() + STOP_S
    while daemon_of(folder) is not None:
        if time.monotonic() > deadline:
            raise Refusal(f"dockerd ({pid}) does not end")
        time.sleep(0.1)
    if (place := run_folder(folder)).parent != folder:
        shutil.rmtree(place, ignore_errors=True)
    say("stopped")


def daemon_of(folder: Path) -> "int | None":
    """The process that the folder's pid file names, if it is a dockerd on this folder."""
    try:
        pid = int((folder / "dockerd.pid").read_text(encoding="ascii"))
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if os.fsencode(f"--data-root={folder / 'data'}") in words else None


def answers(path: Path) -> bool:
    """Whether a daemon listens there."""
    connection = Daemon(path)
    try:
        connection.request("GET", "/_ping")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def import_base(folder: Path, name: str) -> None:
    """Make the image `name` of a small Debian or Ubuntu with Python; the archive is kept for the next time."""
    archive = cache_folder() / f"base-{release()}.tar"
    if not archive.is_file() or time.time() - archive.stat().st_mtime > FRESH_S:
        install()
        make_archive(archive)
    repository, _, tag = name.partition(":")
    connection = Daemon(folder / SOCKET)
    with archive.open("rb") as body:
        size = {"Content-Length": str(archive.stat().st_size), "Content-Type": "application/x-tar"}
        connection.request("POST", f"/images/create?fromSrc=-&repo={repository}&tag={tag or 'latest'}", body, size)
        answer = connection.getresponse()
        told = answer.read().decode("utf-8", "replace")
    connection.close()
    if answer.status != 200 or '"error"' in told:
        raise Refusal(f"the base image cannot be imported: {told[-500:]}")
    say(f"{name} is made of {archive}")


def make_archive(archive: Path) -> None:
    """Let debootstrap install the smallest system with Python 3, signatures checked, and pack it."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    say(f"installing the packages of the base image ({release()}); half a minute to two")
    with tempfile.TemporaryDirectory(prefix="stelp-base-") as scratch:
        tree, aside = Path(scratch, "tree"), archive.with_name(f"{archive.name}.{os.getpid()}")
        suite, mirror = release().partition("-")[0], mirror_of_apt()
        options = ["--variant=minbase", "--include=python3", "--force-check-gpg"]
        run(*as_root(), which("debootstrap"), *options, suite, str(tree), mirror)
        try:
            run(
                *as_root(),
                which("tar"),
                "-C",
                str(tree),
                *(f"--exclude={name}" for name in LEFT_OUT),
                "-cf",
                str(aside),
                ".",
            )
            aside.replace(archive)
        finally:
            aside.unlink(missing_ok=True)
            run(*as_root(), which("rm"), "-rf", str(tree))


def release() -> str:
    """`bookworm-amd64`: the release of this machine, and its architecture as dpkg names it."""
    told = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text("utf-8").splitlines() if "=" in line)
    suite = told.get("VERSION_CODENAME", "").strip('"')
    if not suite or not shutil.which("dpkg"):
        raise Refusal(
            "a base image is made on Debian or Ubuntu; elsewhere build on one of a registry (docs/sandbox.md)"
        )
    return f"{suite}-{run(which('dpkg'), '--print-architecture').strip()}"


def mirror_of_apt() -> str:
    """Where this machine's own packages come from."""
    told = run(which("apt-get"), "indextargets", "--format", "$(CODENAME) $(COMPONENT) $(REPO_URI)")
    suite = release().partition("-")[0]
    rows = [line.split() for line in told.splitlines()]
    found = [row[2] for row in rows if len(row) == 3 and row[:2] == [suite, "main"]]
    if not found:
        raise Refusal(f"apt has no source for {suite} main: run apt-get update")
    return found[0]


def install() -> None:
    """Install the programs that are missing."""
    packages = [package for program, package in NEEDED.items() if not shutil.which(program, path=PATH)]
    if packages:
        say(f"installing {' '.join(packages)}")
        run(*as_root(), which("apt-get"), "update", "-q")
        run(*as_root(), which("apt-get"), "install", "-q", "-y", "--no-install-recommends", *packages)


PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
"""Where daemons lie, too, which is not on every user's own path."""


def which(program: str) -> str:
    """Its path."""
    found = shutil.which(program, path=PATH)
    if not found:
        raise Refusal(f"{program} is not installed")
    return found


def as_root() -> "list[str]":
    """What to put in front of a command that needs root."""
    if os.geteuid() == 0:
        return []
    # NOTE: without a terminal nobody can type a password: fail instead of waiting for one.
    return [which("sudo")] if sys.stdin.isatty() else [which("sudo"), "-n"]


def run(*command: str) -> str:
    """Its standard output. Raises `Refusal` with the end of what it complained about."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", "PATH": PATH}
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode != 0:
        raise Refusal(f"{' '.join(command[:6])} failed: {(done.stdout + done.stderr)[-1500:]}")
    return done.stdout


def cache_folder() -> Path:
    """As `stelp_ci.cache` chooses it."""
    own, shared = os.environ.get("STELP_CACHE_DIR"), os.environ.get("XDG_CACHE_HOME", "")
    return Path(own) if own else Path(shared if shared.startswith("/") else Path.home() / ".cache") / "stelp-ci"


def say(message: str) -> None:
    """One line for the reader of the log."""
    sys.stdout.write(f"docker: {message}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
