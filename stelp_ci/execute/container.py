"""One runsc process from start to the proof that nothing of it is left."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import IO, Any, NamedTuple, cast

import msgspec

from stelp_ci.errors import SandboxError
from stelp_ci.execute.cgroup import Cgroup, cgroup_name, make_cgroup
from stelp_ci.execute.runtime import REMEDY, Runtime
from stelp_ci.execute.syscalls.log import SyscallLog
from stelp_ci.model.execution import Limits

GONE_S = 10.0
SETTLE_S = 1.0


class Container(NamedTuple):
    """A started sandbox. `state` is runsc's --root, private to this run, `log` that of its system calls."""

    id: str
    process: subprocess.Popen[bytes]
    state: Path
    cgroup: Cgroup | None
    log: SyscallLog | None = None

    @property
    def stdin(self) -> IO[bytes]:
        """The runner's standard input."""
        return cast("IO[bytes]", self.process.stdin)

    @property
    def stdout(self) -> IO[bytes]:
        """The runner's standard output."""
        return cast("IO[bytes]", self.process.stdout)

    @property
    def stderr(self) -> IO[bytes]:
        """What runsc and the runner complain about."""
        return cast("IO[bytes]", self.process.stderr)

    def end_input(self) -> None:
        """Close the runner's standard input."""
        self.stdin.close()

    def settle(self) -> None:
        """Let runsc end by itself for a moment, so that it cleans up what it made."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(SETTLE_S)

    def out_of_memory(self) -> bool:
        """Whether the kernel ended the sandbox for want of memory."""
        return self.cgroup is not None and self.cgroup.killed()

    def was_killed(self) -> bool:
        """Whether something else than we ended runsc with SIGKILL: no code inside can."""
        return self.process.poll() == -signal.SIGKILL

    def kill(self) -> None:
        """End runsc and, with it, the sandbox and its file server."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


@contextmanager
def started(runtime: Runtime, config: dict[str, Any], limits: Limits, scratch: Path) -> Generator[Container]:
    """Start a sandbox on the bundle that `config` describes; when the block is left, however, nothing of it remains.

    Raises `SandboxError` when it cannot be started, or when something of it cannot be removed.
    """
    name = cgroup_name(os.getpid(), token_hex(6))
    bundle = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=scratch))
    cgroup = make_cgroup(name, limits)
    try:
        container = _start(runtime, config, bundle, name, cgroup)
        try:
            yield container
        finally:
            _end(container)
    finally:
        shutil.rmtree(bundle, ignore_errors=True)
        _remove_cgroup(cgroup)


def _start(runtime: Runtime, config: dict[str, Any], bundle: Path, name: str, cgroup: Cgroup | None) -> Container:
    state = bundle / "state"
    state.mkdir(mode=0o700)
    (bundle / "config.json").write_bytes(msgspec.json.encode(config))
    run = [str(runtime.path), "--root", str(state), *runtime.flags, "run", "--bundle", str(bundle), name]
    pipe = subprocess.PIPE
    environment = {"PATH": os.defpath, "XDG_RUNTIME_DIR": str(state)}
    try:
        process = subprocess.Popen(
            run, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, cwd="/", start_new_session=True
        )
    except OSError as error:
        raise SandboxError(f"runsc cannot be started: {error}", remedy=REMEDY) from error
    container = Container(name, process, state, cgroup)
    if cgroup is not None:
        _enter(cgroup, container)
    return container


def _enter(cgroup: Cgroup, container: Container) -> None:
    """Put all of the sandbox into its cgroup while it boots: it has no task, and runs no code but ours, before that."""
    try:
        cgroup.enter(container.process.pid)
    except OSError as error:
        _end(container)
        raise SandboxError(f"the sandbox cannot be put into {cgroup.directory}: {error}", remedy=REMEDY) from error


def _end(container: Container) -> None:
    """Kill what still runs, and do not return before it is gone. Raises `SandboxError`."""
    container.kill()
    container.process.wait()
    for stream in (container.stdin, container.stdout, container.stderr):
        with contextlib.suppress(BrokenPipeError):
            stream.close()
    deadline = time.monotonic() + GONE_S
    while (left := leftovers(container)) and time.monotonic() < deadline:
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
    if left:
        raise SandboxError(
            f"processes of the sandbox {container.id} cannot be ended: {left}", remedy="restart the machine"
        )


def leftovers(container: Container) -> tuple[int, ...]:
    """Processes on the host that belong to this sandbox: by cgroup, else by the state directory in their arguments."""
    if container.cgroup is not None and (members := container.cgroup.members()):
        return members
    mark = os.fsencode(container.state)
    return tuple(
        int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _mentions(entry, mark)
    )


def _mentions(entry: Path, mark: bytes) -> bool:
    try:
        return (
            mark in (entry / "cmdline").read_bytes() and (entry / "stat").read_bytes().rpartition(b")")[2][1:2] != b"Z"
        )
    except OSError:
        return False


def _remove_cgroup(cgroup: Cgroup | None) -> None:
    deadline = time.monotonic() + GONE_S
    while cgroup is not None:
        try:
            return cgroup.remove()
        except OSError as error:
            if time.monotonic() > deadline:
                raise SandboxError(
                    f"{cgroup.directory} cannot be removed: {error}", remedy=f"rmdir {cgroup.directory}"
                ) from error
            time.sleep(0.01)
