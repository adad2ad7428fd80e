"""The sandbox in which evidence is derived: the product's own runsc, with a shell, a work bench, and our observer."""

import hashlib
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from stelp_ci.cache import cache_directory
from stelp_ci.errors import SandboxError
from stelp_ci.execute.bundle import Contents, oci_config
from stelp_ci.execute.command import told_by
from stelp_ci.execute.container import Container, started
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import Interpreter, inspect_interpreter
from stelp_ci.execute.python_choice import choose_python
from stelp_ci.execute.rootfs import sandbox_root
from stelp_ci.execute.runtime import Runtime, find_runtime, locate_runsc
from stelp_ci.execute.sealed import sealed_directory
from stelp_ci.model.execution import Limits

LIMITS = Limits(wall_s=3600, cpu_s=3600, memory_mib=2048, tmpfs_mib=512, file_mib=64)
COMMANDS = ("sh", "cat", "id", "touch", "sleep", "rm", "uname", "env", "echo", "mkdir", "wc", "sort", "yes", "true")
TRIPWIRE = '#!/bin/sh\necho "$@" >> /run/tripwire.log\n'
CAPABILITIES = (
    *("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SYS_RESOURCE"),
    *("CAP_NET_ADMIN", "CAP_NET_BIND_SERVICE", "CAP_SYS_PTRACE"),
)
"""What the observer needs to set up the machine, own the sink, and look into processes. Samples have none of it."""
START = "import sys; sys.path[:0] = ['/src']; import observer"
PER_RUN_S = 15.0
BOOT_S = 60.0


class Machine:
    """Runs many samples in one sandbox, one after the other. Safe to use from several threads."""

    def __init__(self, observer: Path, *, python: str | None = None) -> None:
        """Raises `SandboxError` when runsc or the interpreter cannot be had."""
        cache = cache_directory()
        self.observer = observer
        self.interpreter: Interpreter = inspect_interpreter(choose_python(explicit=python, repo=None, environment={}))
        harness = harness_layer(cache, self.interpreter).site
        self.runtime: Runtime = find_runtime(locate_runsc(), cache)
        plain = sandbox_root(self.interpreter, harness, cache)
        key = hashlib.sha256(f"{plain}\n{TRIPWIRE}{COMMANDS}".encode()).hexdigest()[:24]
        self.root = sealed_directory(cache / "effects-rootfs", key, lambda tree: _furnish(plain, tree))

    @property
    def observer_digest(self) -> str:
        """Changes when the observer does."""
        return observer_digest(self.observer)

    def observe(self, runs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """An observation for each run, as they come. Raises `SandboxError` when the sandbox ends before the last."""
        with tempfile.TemporaryDirectory(prefix="stelp-effects-") as scratch:
            source = Path(scratch, "observer")
            shutil.copytree(self.observer, source, ignore=shutil.ignore_patterns("__pycache__"))
            for path in (source, *source.iterdir()):
                path.chmod(0o755 if path.is_dir() else 0o644)
            with started(self.runtime, self._config(source), LIMITS, Path(scratch)) as container:
                yield from _conversation(container, runs)

    def _config(self, source: Path) -> dict[str, Any]:
        contents = Contents(self.root, self.interpreter.executable, source, command=START)
        config = oci_config(contents, LIMITS)
        held = list(CAPABILITIES)
        config["process"]["capabilities"] = {
            **dict.fromkeys(("bounding", "effective", "permitted"), held),
            "inheritable": [],
            "ambient": [],
        }
        config["process"]["rlimits"] = [{"type": "RLIMIT_NOFILE", "soft": 4096, "hard": 4096}]
        config["mounts"] += [_memory("/etc", 8), _memory("/run", 8)]
        return config


def _memory(target: str, size_mib: int) -> dict[str, Any]:
    return {"destination": target, "type": "tmpfs", "source": "tmpfs", "options": [f"size={size_mib}m", "mode=755"]}


def _conversation(container: Container, runs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    timer = threading.Timer(BOOT_S + PER_RUN_S * len(runs), container.kill)
    complaint: list[bytes] = []
    drain = threading.Thread(target=lambda: complaint.append(container.stderr.read()), daemon=True)
    timer.start()
    drain.start()
    seen = 0
    try:
        with suppress(BrokenPipeError):
            container.stdin.write(msgspec.json.encode({"runs": runs}))
            container.stdin.close()
        for line in container.stdout:
            seen += 1
            yield msgspec.json.decode(line, type=dict[str, Any])
    finally:
        timer.cancel()
    if seen != len(runs):
        drain.join(5)
        told = b"".join(complaint).decode("utf-8", "replace")[-2000:]
        raise SandboxError(f"the observer ended after {seen} of {len(runs)} runs: {told}", remedy="Run it again.")


def _furnish(plain: Path, tree: Path) -> None:
    """The product's root, and what samples of shells need: a shell, a few commands, and the tripwire."""
    shutil.copytree(plain, tree, dirs_exist_ok=True, symlinks=True)
    for name in COMMANDS:
        found = shutil.which(name, path="/bin:/usr/bin")
        if found is None:
            raise SandboxError(f"the host has no {name}", remedy="install coreutils and dash")
        _put(tree, Path(found).resolve(), Path("bin", name))
        for word in told_by(["ldd", found], what="ldd", strict=False).split():
            if word.startswith("/") and not (tree / word.lstrip("/")).exists():
                _put(tree, Path(word), Path(word.lstrip("/")))
    _write(tree / "usr/local/bin/tripwire", TRIPWIRE.encode())
    (tree / "usr/bin").mkdir(parents=True, exist_ok=True)
    for name in ("python3", "python"):
        _write(tree / "usr/local/bin" / name, b'#!/bin/sh\nexec "$STELP_PYTHON" "$@"\n')


def _put(tree: Path, source: Path, target: Path) -> None:
    _write(tree / target, source.read_bytes())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(0o755)


def observer_digest(folder: Path) -> str:
    """Changes when a file of the observer does."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
