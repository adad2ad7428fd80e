"""One container of the Docker Engine, from its creation to the proof that nothing of it is left."""

import contextlib
import os
import select
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL, SIGTERM
from socket import SHUT_RDWR, SHUT_WR
from threading import Thread
from typing import IO, Any, NamedTuple

import msgspec

from stelp_ci.errors import SandboxError
from stelp_ci.execute.engine import REMEDY, Engine, Started
from stelp_ci.model.value import Value

BOOT_S = 60.0
GONE_S = 20.0
SETTLE_S = 2.0
AWAY_S = 0.5
"""How long a daemon that does not answer is left alone."""

HEADER_BYTES = 8
PREFACE_BYTES = 1 << 15
CHUNK = 1 << 16
STDOUT, STDERR = 1, 2
KILLED = (128 + SIGKILL, 128 + SIGTERM)
"""The exit codes of a container that was killed or stopped, by hand or because its daemon ended."""
GVISOR = "Starting gVisor"
"""The first words of gVisor's kernel log, which it lets anybody read."""


class Preface(Value, frozen=True, kw_only=True):
    """What `sandbox/kernel.py` tells from inside before anything else is done there."""

    python: str
    version: str
    log: str


class Request(NamedTuple):
    """What the container is made of: its image, the Python text of PID 1, variables, and `HostConfig`."""

    image: str
    command: str
    environment: list[str]
    host: dict[str, Any]


class DockerContainer:
    """A started container. Its `stdin` is the attached socket, `stdout` and `stderr` are pipes that a thread fills."""

    def __init__(self, engine: Engine, container: str) -> None:
        self.id = container
        self.began = time.time()
        self._engine = engine
        self._attached = engine.attach(container)
        out_r, out_w = os.pipe()
        err_r, err_w = os.pipe()
        self.stdin: IO[bytes] = os.fdopen(os.dup(self._attached.fileno()), "wb", buffering=0)
        self.stdout: IO[bytes] = os.fdopen(out_r, "rb", buffering=0)
        self.stderr: IO[bytes] = os.fdopen(err_r, "rb", buffering=0)
        self._carrier = Thread(target=_carry, args=(self._attached.fileno(), out_w, err_w), daemon=True)
        self._carrier.start()

    def preface(self) -> Preface:
        """The first line from inside. Raises `SandboxError` when none comes, or another than it must be."""
        said = bytearray()
        deadline = time.monotonic() + BOOT_S
        while not said.endswith(b"\n") and len(said) < PREFACE_BYTES:
            ready, _, _ = select.select([self.stdout], [], [], max(deadline - time.monotonic(), 0))
            piece = os.read(self.stdout.fileno(), 1) if ready else b""
            if not piece:
                raise SandboxError(f"the container did not start: {self._complaint()}", remedy=REMEDY)
            said += piece
        try:
            return msgspec.json.decode(said, type=Preface)
        except msgspec.DecodeError as error:
            raise SandboxError(f"the container does not say which kernel it runs on: {error}", remedy=REMEDY) from error

    def _complaint(self) -> str:
        ready, _, _ = select.select([self.stderr], [], [], SETTLE_S)
        return (
            os.read(self.stderr.fileno(), CHUNK).decode("utf-8", "replace").strip()[-2000:] if ready else "it is silent"
        )

    def end_input(self) -> None:
        """Let the runner read the end of its input; the same socket goes on to carry its output."""
        self._attached.shutdown(SHUT_WR)

    def settle(self) -> None:
        """Let it end by itself for a moment."""
        self._engine.wait(self.id, timeout_s=SETTLE_S)

    def out_of_memory(self) -> bool:
        """Whether the kernel ended it for want of memory."""
        return self._engine.out_of_memory(self.id, since=int(self.began) - 1, until=int(time.time()) + 1)

    def was_killed(self) -> bool:
        """Whether something on the host ended it: no code inside can signal PID 1, which ends by itself with others.

        Raises `SandboxError` when the daemon is gone.
        """
        code = self._engine.exit_code(self.id, since=int(self.began) - 1, until=int(time.time()) + 1)
        return code in KILLED

    def close(self) -> None:
        """Let go of the streams."""
        for stream in (self.stdin, self.stdout, self.stderr):
            with contextlib.suppress(OSError):
                stream.close()
        with contextlib.suppress(OSError):
            self._attached.shutdown(SHUT_RDWR)  # wakes the thread that reads it
        self._carrier.join(GONE_S)
        self._attached.close()


@contextmanager
def started(engine: Engine, request: Request) -> Generator[DockerContainer]:
    """Start a container; when the block is left, however, nothing of it remains.

    Raises `SandboxError` when it cannot be started, or cannot be removed.
    """
    made = engine.create(request.image, request.command, environment=request.environment, host=request.host, tty=False)
    try:
        container = DockerContainer(engine, made)
        try:
            engine.start(made)
            yield container
        finally:
            container.close()
    finally:
        end(engine, made)


def end(engine: Engine, container: str) -> None:
    """Remove it and do not return before it is gone, also where the daemon is started again meanwhile.

    Raises `SandboxError`.
    """
    deadline = time.monotonic() + GONE_S
    cause: SandboxError | None = None
    while time.monotonic() < deadline:
        try:
            engine.remove(container)
            if not engine.containers(id=container):
                return
        except SandboxError as error:
            cause = error
            time.sleep(AWAY_S)
        time.sleep(0.02)
    remedy = f"docker rm --force {container}"
    raise SandboxError(f"the container {container} cannot be removed", remedy=remedy) from cause


def refuse_other_kernels(started: Started, preface: Preface, wanted: str) -> None:
    """Raises `SandboxError` unless the container that runs says, inside and outside, that it is gVisor."""
    if started.runtime != wanted:
        raise SandboxError(
            f"the Docker Engine started the container with the runtime {started.runtime!r}, not {wanted!r}",
            remedy=REMEDY,
        )
    if GVISOR not in preface.log:
        raise SandboxError(
            f"the runtime {wanted!r} of the Docker Engine is not gVisor: inside it is Linux {preface.version}",
            remedy="register gVisor's runsc under that name (docs/sandbox.md), or choose --sandbox runsc",
        )


def binary_behind(started: Started) -> Path | None:
    """The program that runs the container on this host; None where we may not look."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{started.pid}/exe").readlink()
    return None


def _carry(source: int, out: int, err: int) -> None:
    """Take the two streams apart: 8 bytes of header (stream, 3 zeros, length), then that many bytes.

    NOTE: whoever speaks inside cannot choose the headers, the daemon writes them.
    """
    places = {STDOUT: out, STDERR: err}
    try:
        while len(header := _exactly(source, HEADER_BYTES)) == HEADER_BYTES:
            left = int.from_bytes(header[4:], "big")
            while left and (piece := _some(source, min(left, CHUNK))):
                left -= len(piece)
                _write(places[header[0]], piece)
    except (OSError, KeyError):
        return  # nobody listens any more, or the daemon went away: the pipes close, and the conversation says so
    finally:
        os.close(out)
        os.close(err)


def _exactly(source: int, count: int) -> bytes:
    held = b""
    while len(held) < count and (piece := _some(source, count - len(held))):
        held += piece
    return held


def _some(source: int, most: int) -> bytes:
    """NOTE: the socket does not block, for the conversation writes to it under a deadline."""
    poller = select.poll()
    poller.register(source, select.POLLIN)
    poller.poll()
    return os.read(source, most)


def _write(target: int, piece: bytes) -> None:
    left = memoryview(piece)
    while left:
        left = left[os.write(target, left) :]
