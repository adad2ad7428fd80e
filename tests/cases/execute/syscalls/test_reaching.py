"""Honest effects, which Python's audit events tell, and others by native code, which they do not."""

import ctypes
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

LIBC = ctypes.CDLL(None)


def test_honest(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    os.chdir(tmp_path)
    os.mkdir("sub")
    os.rmdir("sub")
    with pytest.raises(OSError):
        Path("/etc/x").write_text("x")
    with pytest.raises(OSError):
        os.rename("/etc/hosts", "/etc/ghosts")


def test_network() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    socket.create_connection(server.getsockname()).close()
    with socket.socket() as outside, pytest.raises(OSError):
        outside.connect(("10.1.2.3", 80))
    with pytest.raises(OSError):
        socket.create_connection(("no.such.host.invalid", 80))


def test_programs() -> None:
    subprocess.run([sys.executable, "-c", "open('/etc/by-a-program', 'w')"], stderr=subprocess.DEVNULL)


def test_native() -> None:
    LIBC.unlink(b"/etc/passwd")
    LIBC.mount(b"none", b"/tmp", b"tmpfs", 0, None)
    LIBC.ptrace(16, 1, 0, 0)
    LIBC.kill(1, 9)


def test_thread() -> None:
    thread = threading.Thread(target=lambda: LIBC.rmdir(b"/src/x"))
    thread.start()
    thread.join()


def test_fork() -> None:
    if os.fork() == 0:
        LIBC.rename(b"/etc/group", b"/etc/groups")
        os._exit(0)
    os.wait()


def test_name() -> None:
    LIBC.prctl(15, b"p E getpid(")
    LIBC.unlink(b"/etc/named")
    LIBC.prctl(15, b"python3")
