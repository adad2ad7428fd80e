"""The release route, against a server on the loopback: only what was published and locked is ever installed."""

import bz2
import hashlib
import io
import os
import platform
import re
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "sandbox" / "install_runsc.py"
RELEASE = "20260105.0"
ARCH = platform.machine()
RUNSC = b"#!/bin/sh\necho 'runsc version release-test'\n"
GOOD: list[tuple[str, bytes]] = [
    ("runsc", RUNSC),
    ("containerd-shim-runsc-v1", b"shim"),
    ("gvisor-bin/gvisor_sentry", b"sentry"),
]

Files = dict[str, bytes]


def _archive(members: list[tuple[str, bytes]], *special: tarfile.TarInfo) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:bz2") as archive:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o755
            archive.addfile(member, io.BytesIO(content))
        for member in special:
            archive.addfile(member)
    return packed.getvalue()


def _link(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


def _sum(archive: bytes) -> bytes:
    return f"{hashlib.sha512(archive).hexdigest()}  gvisor.tar.bz2\n".encode()


class _Server(ThreadingHTTPServer):
    files: Files
    asked: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride] - the one it is started by

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        content = self.server.files.get(self.path)
        if content is None:
            self.send_error(404)
            return
        self.send_response(302 if content.startswith(b"Location: ") else 200)
        if content.startswith(b"Location: "):
            self.send_header("Location", content.removeprefix(b"Location: ").decode())
        whole = content.removesuffix(b"<cut>")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(whole)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server(("127.0.0.1", 0), _Handler) as running:
        running.files, running.asked = {}, []
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def publish(server: _Server, tmp_path: Path) -> Callable[..., Path]:
    """Publish an archive for every architecture; the lock file that names this server, filled or not."""

    def publish(archive: bytes, *, published: bytes | None = None, locked: str | None = None) -> Path:
        for arch in ("x86_64", "aarch64"):
            server.files[f"/release/{RELEASE}/{arch}/gvisor.tar.bz2"] = archive
            server.files[f"/release/{RELEASE}/{arch}/gvisor.tar.bz2.sha512"] = published or _sum(archive)
        lock = tmp_path / "runsc.lock"
        digest = hashlib.sha512(archive).hexdigest() if locked is None else locked
        lines = [f'base = "http://127.0.0.1:{server.server_port}/release"', f'release = "{RELEASE}"', "", "[sha512]"]
        lock.write_text("\n".join(["# a comment", *lines, f'{ARCH} = "{digest}"' if digest else "", ""]))
        return lock

    return publish


def _install(lock: Path, into: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        str(SCRIPT),
        "--route",
        "release",
        "--lock-file",
        str(lock),
        "--into",
        str(into),
        *options,
    ]
    environment = {**os.environ, "no_proxy": "127.0.0.1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=60)


def _refused(run: subprocess.CompletedProcess[str], into: Path, words: str) -> None:
    assert run.returncode == 1
    assert words in run.stderr
    assert "Traceback" not in run.stderr
    assert len(run.stderr.splitlines()) == 2  # what happened, and what mends it
    assert not into.exists()


def test_a_good_release_is_installed_with_what_must_stay_beside_it(
    publish: Callable[..., Path], tmp_path: Path
) -> None:
    run = _install(publish(_archive(GOOD)), tmp_path / "bin")
    assert run.returncode == 0, run.stderr
    assert "runsc version release-test installed as" in run.stdout
    found = sorted(str(path.relative_to(tmp_path / "bin")) for path in (tmp_path / "bin").rglob("*") if path.is_file())
    assert found == ["gvisor-bin/gvisor_sentry", "runsc"]
    assert (tmp_path / "bin" / "runsc").read_bytes() == RUNSC
    assert (tmp_path / "bin" / "runsc").stat().st_mode & 0o777 == 0o755


def test_the_shipped_lock_refuses_with_the_command_that_fills_it_or_names_a_release(tmp_path: Path) -> None:
    shipped = (SCRIPT.with_name("runsc.lock")).read_text()
    if f"{ARCH} = " not in shipped:
        _refused(
            _install(SCRIPT.with_name("runsc.lock"), tmp_path / "bin"), tmp_path / "bin", "make lock-runsc RELEASE="
        )
    assert re.search(r'^release = "20\d{6}\.\d+"$', shipped, re.MULTILINE)
    assert len(re.findall(r'^(?:aarch64|x86_64) = "[0-9a-f]{128}"$', shipped, re.MULTILINE)) == 2


def test_without_a_digest_nothing_is_even_downloaded(
    publish: Callable[..., Path], server: _Server, tmp_path: Path
) -> None:
    _refused(_install(publish(_archive(GOOD), locked=""), tmp_path / "bin"), tmp_path / "bin", "has no digest for")
    assert server.asked == []


def test_another_digest_than_the_locked_one_is_refused(publish: Callable[..., Path], tmp_path: Path) -> None:
    lock = publish(_archive(GOOD), locked="0" * 128)
    _refused(_install(lock, tmp_path / "bin"), tmp_path / "bin", "is not the one that was locked")


def test_another_sum_than_the_published_one_is_refused(publish: Callable[..., Path], tmp_path: Path) -> None:
    lock = publish(_archive(GOOD), published=_sum(b"something else"))
    _refused(_install(lock, tmp_path / "bin"), tmp_path / "bin", "is not what its publisher says")


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff\xfe", b"abc  gvisor.tar.bz2\n", b"a b c d\n"])
def test_a_sum_that_is_none_is_refused(content: bytes, publish: Callable[..., Path], tmp_path: Path) -> None:
    lock = publish(_archive(GOOD), published=content or b" ")
    _refused(_install(lock, tmp_path / "bin"), tmp_path / "bin", "is not a SHA-512 sum")


def test_an_endless_sum_is_not_read_to_its_end(publish: Callable[..., Path], tmp_path: Path) -> None:
    lock = publish(_archive(GOOD), published=b"a" * 10_000)
    _refused(_install(lock, tmp_path / "bin"), tmp_path / "bin", "is larger than")


@pytest.mark.parametrize("suffix", ["", ".sha512"])
def test_a_missing_file_is_refused(suffix: str, publish: Callable[..., Path], server: _Server, tmp_path: Path) -> None:
    lock = publish(_archive(GOOD))
    del server.files[f"/release/{RELEASE}/{ARCH}/gvisor.tar.bz2{suffix}"]
    _refused(_install(lock, tmp_path / "bin"), tmp_path / "bin", "404")


def test_a_download_that_ends_early_is_refused(publish: Callable[..., Path], server: _Server, tmp_path: Path) -> None:
    lock = publish(_archive(GOOD))
    server.files[f"/release/{RELEASE}/{ARCH}/gvisor.tar.bz2"] = _archive(GOOD)[:100] + b"<cut>"
    run = _install(lock, tmp_path / "bin")
    _refused(run, tmp_path / "bin", "ended after 100 of 105 bytes")


def test_a_locked_archive_that_is_truncated_is_refused(publish: Callable[..., Path], tmp_path: Path) -> None:
    lock = publish(_archive([("runsc", os.urandom(50_000))])[:20_000])
    _refused(_install(lock, tmp_path / "bin"), tmp_path / "bin", "is not a whole archive")


def test_a_redirect_to_another_machine_without_https_is_refused(
    publish: Callable[..., Path], server: _Server, tmp_path: Path
) -> None:
    lock = publish(_archive(GOOD))
    elsewhere = f"Location: http://localhost:{server.server_port}/x".encode()
    server.files[f"/release/{RELEASE}/{ARCH}/gvisor.tar.bz2.sha512"] = elsewhere
    server.files["/x"] = _sum(_archive(GOOD))
    _refused(_install(lock, tmp_path / "bin"), tmp_path / "bin", "is not https")


@pytest.mark.parametrize(
    ("members", "special"),
    [
        ([*GOOD, ("../outside", b"x")], []),
        ([*GOOD, ("/tmp/outside", b"x")], []),
        ([*GOOD, ("gvisor-bin/../../outside", b"x")], []),
        ([*GOOD, ("gvisor-bin/a/b", b"x")], []),
        ([*GOOD, ("gvisor-bin/.hidden", b"x")], []),
        ([*GOOD, ("docker", b"x")], []),
        (GOOD, [_link("gvisor-bin/link", "/etc/passwd")]),
        (GOOD[1:], [_link("runsc", "/bin/sh")]),
        (GOOD[1:], [_link("runsc", "gvisor-bin/gvisor_sentry", tarfile.LNKTYPE)]),
        ([("runsc", RUNSC)], [_link("gvisor-bin", "/tmp")]),
        (GOOD, [_link("gvisor-bin/device", "", tarfile.CHRTYPE)]),
        (GOOD, [_link("gvisor-bin/pipe", "", tarfile.FIFOTYPE)]),
        (GOOD[1:], []),
        ([], []),
        ([*GOOD, *((f"gvisor-bin/{n}", b"") for n in range(80))], []),
    ],
)
def test_an_archive_with_anything_unexpected_installs_nothing(
    members: list[tuple[str, bytes]], special: list[tarfile.TarInfo], publish: Callable[..., Path], tmp_path: Path
) -> None:
    _refused(_install(publish(_archive(members, *special)), tmp_path / "bin"), tmp_path / "bin", "archive")
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("name", ["runsc", "./runsc"])
def test_an_archive_with_two_runscs_is_refused(name: str, publish: Callable[..., Path], tmp_path: Path) -> None:
    lock = publish(_archive([*GOOD, (name, b"again")]))
    _refused(_install(lock, tmp_path / "bin"), tmp_path / "bin", "runsc' twice")


def test_an_archive_that_unpacks_without_end_is_refused(publish: Callable[..., Path], tmp_path: Path) -> None:
    header = tarfile.TarInfo("runsc")
    header.size = 2**40
    lock = publish(bz2.compress(header.tobuf() + b"\0" * 4096))
    _refused(_install(lock, tmp_path / "bin"), tmp_path / "bin", "archive")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "base = 1",
        'base = "x"\nrelease = "../x"\n[sha512]\n',
        'base = "x"\nrelease = ""\n[sha512]\nx86_64 = "short"\n',
        "[",
    ],
)
def test_a_broken_lock_is_refused(content: str, tmp_path: Path) -> None:
    lock = tmp_path / "runsc.lock"
    lock.write_text(content)
    _refused(_install(lock, tmp_path / "bin"), tmp_path / "bin", "runsc.lock")


def test_filling_the_lock_writes_both_digests_and_keeps_the_comment(
    publish: Callable[..., Path], tmp_path: Path
) -> None:
    archive = _archive(GOOD)
    lock = publish(archive, locked="")
    assert _install(lock, tmp_path / "bin", "--lock", RELEASE).returncode == 0
    text = lock.read_text()
    assert text.startswith("# a comment\nbase = ")
    assert text.count(hashlib.sha512(archive).hexdigest()) == 2
    assert _install(lock, tmp_path / "bin").returncode == 0


def test_filling_the_lock_from_a_bad_release_leaves_it_alone(
    publish: Callable[..., Path], server: _Server, tmp_path: Path
) -> None:
    lock = publish(_archive(GOOD))
    before = lock.read_text()
    server.files[f"/release/{RELEASE}/aarch64/gvisor.tar.bz2.sha512"] = _sum(b"something else")
    _refused(_install(lock, tmp_path / "bin", "--lock", RELEASE), tmp_path / "bin", "is not what its publisher says")
    assert lock.read_text() == before


@pytest.mark.parametrize("release", ["latest", "../x", "2026", "20260105/../x", "20260105.0\n"])
def test_only_a_dated_release_can_be_locked(release: str, publish: Callable[..., Path], tmp_path: Path) -> None:
    run = _install(publish(_archive(GOOD)), tmp_path / "bin", "--lock", release)
    _refused(run, tmp_path / "bin", "is not the name of a release")


@pytest.mark.gvisor
def test_a_runsc_that_is_there_is_kept() -> None:
    run = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False)
    assert run.returncode == 0
    assert "is installed" in run.stdout
