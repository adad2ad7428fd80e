"""An interactive look inside, with the containment that code under judgement has: `stelp-ci sandbox shell`."""

import contextlib
import os
import selectors
import time
from contextlib import AbstractContextManager
from pathlib import Path

import msgspec

from stelp_ci.errors import SandboxError
from stelp_ci.execute.bundle import Contents, oci_config
from stelp_ci.execute.choice import RUNSC, chosen_backend
from stelp_ci.execute.container import started
from stelp_ci.execute.docker import open_docker
from stelp_ci.execute.held import scratch_folder
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.line import Line
from stelp_ci.execute.rootfs import sandbox_root
from stelp_ci.execute.runtime import find_runtime, locate_runsc
from stelp_ci.execute.views import readable_view
from stelp_ci.model.execution import Limits

CHUNK = 1 << 16
STDIN, STDOUT, STDERR = 0, 1, 2
LIMITS = Limits(wall_s=3600, cpu_s=600)
INSIDE = "from _stelp import look_inside; look_inside.main({limits!r})"
PATH = "import sys; sys.path.append('/stelp')"


def look_inside(backend: str, source: Path, *, interpreter: Interpreter, harness: Path, cache: Path) -> None:
    """Connect our own streams with a Python inside that sees `source`, until either ends, or the time is up.

    Raises `SandboxError` when the sandbox cannot be had.
    """
    command = INSIDE.format(limits=msgspec.json.encode(LIMITS).decode())
    with scratch_folder() as scratch:
        view = readable_view(source, scratch / "view")
        if chosen_backend(backend) == RUNSC:
            root = sandbox_root(interpreter, harness, cache)
            contents = Contents(root, interpreter.executable, view, command=f"{PATH}; {command}")
            held: AbstractContextManager[Line] = started(
                find_runtime(locate_runsc(), cache), oci_config(contents, LIMITS), LIMITS, scratch
            )
        else:
            held = open_docker(interpreter=interpreter, harness=harness).opened(view, LIMITS, command)
        with held as line:
            _connect(line)


def _connect(line: Line) -> None:
    """Carry bytes both ways until the sandbox closes its output."""
    deadline = time.monotonic() + LIMITS.wall_s
    ways = {line.stdout.fileno(): STDOUT, line.stderr.fileno(): STDERR, STDIN: -1}
    with selectors.SelectSelector() as selector:
        for descriptor in ways:
            selector.register(descriptor, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                piece = os.read(key.fd, CHUNK)
                if key.fd == STDIN:
                    if not piece:
                        selector.unregister(key.fd)
                    _say(line, piece)
                elif piece:
                    os.write(ways[key.fd], piece)
                else:
                    selector.unregister(key.fd)
                    if key.fd == line.stdout.fileno():
                        return
    raise SandboxError(f"the look inside took more than {LIMITS.wall_s:.0f} s", remedy="start it again")


def _say(line: Line, piece: bytes) -> None:
    """Pass on what was typed; nothing more is to come when it is empty."""
    with contextlib.suppress(OSError):  # it has ended meanwhile
        if piece:
            line.stdin.write(piece)
            line.stdin.flush()
        else:
            line.end_input()
