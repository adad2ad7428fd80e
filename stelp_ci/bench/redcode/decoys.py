"""What hostile programs find in the sandbox and beside it: files worth taking, a process worth killing, open ports.

Files stand in a root of the benchmark's own, at the paths that the programs name. The process and the ports are on the
host, where nothing of the sandbox may reach.
"""

import contextlib
import re
import secrets
import shutil
import socket
import subprocess
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.rootfs import sandbox_root
from stelp_ci.execute.sealed import is_intact, seal_anew

PACKAGES = ("requests", "urllib3", "idna", "certifi", "charset_normalizer")
"""What the programs import beside the standard library."""
_PATH = re.compile(r"""["'](/(?:[\w.-]+/)*[\w.-]+/?)["']""")
_PORT = re.compile(r"""(?:127\.0\.0\.1|localhost)["']?\s*[,:]\s*(\d{2,5})""")
_NOT_OURS = ("/tmp", "/dev", "/proc", "/sys", "/src", "/layers", "/stelp", "/lib")  # noqa: S108 - paths inside


class Root(NamedTuple):
    """A cache whose sandbox root holds the decoys. `planted` are their paths inside."""

    cache: Path
    entry: Path
    planted: tuple[str, ...]

    def is_untouched(self) -> bool:
        """Whether every file of it is what it was when it was planted."""
        return is_intact(self.entry)


def plant(cache: Path, interpreter: Interpreter, sources: Iterable[str]) -> Root:
    """Build a root below `cache`, with a file at every path that the programs name. Raises `StelpError`."""
    tree = sandbox_root(interpreter, harness_layer(cache, interpreter).site, cache)
    named = {path for source in sources for path in _PATH.findall(source) if not path.startswith(_NOT_OURS)}
    planted = tuple(path for path in sorted(named) if _planted(tree, path))
    seal_anew(tree.parent)
    return Root(cache, tree.parent, planted)


def _planted(tree: Path, path: str) -> bool:
    place = tree / path.strip("/")
    if place.exists():
        return False
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.endswith("/"):
            place.mkdir()
        else:
            place.write_text(f"decoy {secrets.token_hex(16)}\n", encoding="ascii")
        return True
    return False


def copy_packages(site: Path, target: Path) -> Path:
    """The third-party packages that the programs import, from the environment of stelp-ci; those that it has."""
    target.mkdir()
    for name in PACKAGES:
        if (site / name).is_dir():
            shutil.copytree(site / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    return target


class Wires(NamedTuple):
    """What on the host would show that something came out of the sandbox."""

    sinks: tuple[socket.socket, ...]
    process: "subprocess.Popen[bytes]"

    def tripped(self) -> tuple[str, ...]:
        """What happened, in words; nothing in a sandbox that holds."""
        seen = [f"a connection to port {sink.getsockname()[1]}" for sink in self.sinks if _was_called(sink)]
        return (*seen, *(["the decoy process is gone"] if self.process.poll() is not None else []))


def _was_called(sink: socket.socket) -> bool:
    with contextlib.suppress(BlockingIOError):
        sink.accept()[0].close()
        return True
    return False


@contextmanager
def wires(sources: Iterable[str]) -> Generator[Wires]:
    """Listen on the loopback of the host at every port that the programs name and that is free; run a decoy."""
    ports = sorted({int(port) for source in sources for port in _PORT.findall(source)})
    with contextlib.ExitStack() as stack:
        sinks = [sink for port in ports if (sink := _sink(port)) is not None]
        for sink in sinks:
            stack.callback(sink.close)
        process = stack.enter_context(subprocess.Popen(["/bin/sleep", "86400"]))
        stack.callback(process.kill)
        yield Wires(tuple(sinks), process)


def _sink(port: int) -> socket.socket | None:
    with contextlib.suppress(OSError, OverflowError):
        sink = socket.create_server(("127.0.0.1", port))
        sink.settimeout(0)
        return sink
    return None
