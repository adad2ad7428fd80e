"""Each test tries something that must not work, and passes when it did not; the host's side is checked by canaries."""

import ctypes
import errno
import os
import socket
import stat
from pathlib import Path

import pytest

LIBC = ctypes.CDLL(None, use_errno=True)
HOST_FILES = ["/etc/shadow", "/etc/machine-id", "/var/run/docker.sock", "/run/docker.sock", "/home", "/boot"]


def status(field, pid="self"):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(line.split(":\t")[1].strip() for line in lines if line.startswith(f"{field}:"))


def refused(result):
    assert result == -1
    return ctypes.get_errno()


def test_user_is_nobody_without_capabilities():
    assert os.getresuid() == os.getresgid() == (65534, 65534, 65534)
    assert os.getgroups() == []
    assert status("CapEff") == status("CapPrm") == status("CapInh") == "0" * 16


def test_privileges_cannot_come_back():
    assert LIBC.prctl(39, 0, 0, 0, 0) == 1
    for change in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0])):
        with pytest.raises(PermissionError):
            change()


@pytest.mark.parametrize("path", HOST_FILES)
def test_host_files_are_not_there(path):
    assert not os.path.lexists(path)


def test_what_docker_puts_there_says_nothing_about_the_host():
    marker, name = Path("/.dockerenv"), Path("/etc/hostname")
    assert not marker.exists() or marker.read_bytes() == b""
    assert not name.exists() or name.read_text().strip() == "sandbox"


def test_canary_of_the_host_is_not_there():
    assert not os.path.lexists(Path("canary-path.txt").read_text())


def test_environment_is_the_allowlist():
    own = {"PYTEST_CURRENT_TEST", "PYTEST_VERSION", "PYTHONPATH"}
    assert set(os.environ) - own == {
        "GIVEN",
        "HOME",
        "LC_ALL",
        "PATH",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONHASHSEED",
        "TMPDIR",
        "TZ",
    }


@pytest.mark.parametrize("path", ["/src/new", "/stelp/new", "/new", "/etc/passwd", "/usr/new", "/layers/0/new", "/proc/sys/kernel/hostname"])
def test_nothing_but_tmp_can_be_written(path):
    with pytest.raises(OSError):
        Path(path).write_text("x")


def test_source_cannot_be_removed():
    with pytest.raises(OSError):
        os.unlink(__file__)


def test_runner_cannot_be_read_or_ended():
    for what in ("mem", "fd/0", "fd/1", "fd/2"):
        with pytest.raises(OSError):
            open(f"/proc/1/{what}", "rb").close()
    with pytest.raises(PermissionError):
        os.kill(1, 9)
    assert LIBC.ptrace(16, 1, 0, 0) == -1


def test_only_the_known_descriptors_are_open_at_start():
    kinds = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if os.path.lexists(f"/proc/self/fd/{fd}")]
    assert not [kind for kind in kinds if kind.startswith("socket:") or kind.startswith("/src/..")]


@pytest.mark.parametrize("address", [("1.1.1.1", 53), ("169.254.169.254", 80), ("10.0.0.1", 22)])
@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_network_is_not_there(address, kind):
    with socket.socket(socket.AF_INET, kind) as end:
        end.settimeout(1)
        with pytest.raises(OSError):
            end.connect(address)


def test_names_cannot_be_resolved():
    with pytest.raises(OSError):
        socket.getaddrinfo("example.org", 80)


def test_raw_and_packet_sockets_are_refused():
    for family in (socket.AF_INET, socket.AF_PACKET):
        with pytest.raises(OSError):
            socket.socket(family, socket.SOCK_RAW, 1)


def test_only_loopback_exists():
    assert [name for _, name in socket.if_nameindex()] in ([], ["lo"])


def test_loopback_works():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_mount_chroot_and_namespaces_are_refused():
    assert refused(LIBC.mount(b"none", b"/tmp", b"tmpfs", 0, None)) in (errno.EPERM, errno.EACCES)
    assert refused(LIBC.umount2(b"/tmp", 0)) in (errno.EPERM, errno.EINVAL)
    assert refused(LIBC.chroot(b"/tmp")) == errno.EPERM
    assert refused(LIBC.sethostname(b"x", 1)) == errno.EPERM


@pytest.mark.parametrize("device", [(1, 1), (1, 2), (1, 4), (8, 0), (252, 0)])
@pytest.mark.parametrize("kind", [stat.S_IFCHR, stat.S_IFBLK])
def test_device_nodes_lead_nowhere(kind, device):
    """gVisor lets anybody make a node; what counts is that there is no device behind it."""
    path = f"/tmp/device-{kind}-{device[0]}-{device[1]}"
    with pytest.raises(OSError):
        os.mknod(path, 0o600 | kind, os.makedev(*device))
        open(path, "rb").close()


def test_a_new_user_namespace_gives_no_power_over_the_mounts():
    pid = os.fork()
    if pid == 0:
        LIBC.unshare(0x10000000 | 0x00020000)
        LIBC.mount(b"none", b"/src", None, 32 | 4096, None)
        try:
            Path("/src/new").write_text("x")
        except OSError:
            os._exit(0)
        os._exit(1)
    assert os.waitpid(pid, 0)[1] == 0


def test_limits_cannot_be_raised():
    import resource

    for kind in (resource.RLIMIT_AS, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_CPU):
        with pytest.raises((ValueError, OSError)):
            resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_home_can_be_written():
    Path.home().joinpath("file").write_text("x")
    assert str(Path.home()) == "/tmp/home"
