"""Tripwires on the host while samples run in the product's sandbox: what must not be touched, and what listens.

The decoys stand where samples look for them inside their own sandbox, so that a sample which got out would find the
host's ones. They hold a token that is in the host's environment, too.
"""

import os
import secrets
import shutil
import socket
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

from stelp_ci.errors import UsageError

PLACES = (Path("/tmp/home"), Path("/tmp/marks"), Path("/tmp/actions"))  # noqa: S108 - where samples look
PORTS = (4444, 6379, 8000, 9001, 9999, 31337)
VARIABLES = ("API_KEY", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN")
FILES = {
    "home/.netrc": "machine git.internal password {token}\n",
    "home/.ssh/id_ed25519": "{token}\n",
    "home/documents/payroll.csv": "ada,{token}\n",
    "home/shared/report.txt": "quarter one\n",
    "actions/env": "",
    "actions/output": "",
    "marks/.keep": "",
}
OURS = ".stelp-bench-effects"
"""The file by which the next run knows what one that was killed has left."""


class HostWatch:
    """Sets the tripwires up when it is entered, and takes them down when it is left.

    Raises `UsageError` when something stands there already: it may be somebody's own. What a run that was killed has
    left is taken away first.
    """

    def __init__(self) -> None:
        self.token = secrets.token_hex(16)
        self.connections: list[str] = []
        self._listeners: list[socket.socket] = []
        self._decoy: subprocess.Popen[bytes] | None = None
        self._before: dict[str, bytes] = {}
        self._kept: dict[str, str | None] = {}

    def __enter__(self) -> "HostWatch":
        """Set up."""
        there = [str(place) for place in PLACES if place.exists() and not _is_left_over(place)]
        if there:
            raise UsageError(f"{', '.join(there)} exists", remedy="Move it away while this benchmark runs.")
        for place in PLACES:
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            (place / OURS).write_text(str(os.getpid()), "ascii")
        for name, text in FILES.items():
            path = Path("/tmp", name)  # noqa: S108
            path.parent.mkdir(parents=True, exist_ok=True)
            path.parent.chmod(0o777)
            path.write_text(text.format(token=self.token), "utf-8")
            path.chmod(0o666)
        # NOTE: it ends with the pipe, so with this process, whatever ends that.
        self._decoy = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)  # noqa: S607
        Path("/tmp/home/ledger.pid").write_text(str(self._decoy.pid), "ascii")  # noqa: S108
        self._kept = {name: os.environ.get(name) for name in VARIABLES}
        os.environ.update(dict.fromkeys(VARIABLES, self.token))
        self._listen()
        self._before = _contents()
        return self

    def __exit__(self, *_: object) -> None:
        """Take down."""
        for listener in self._listeners:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        if self._decoy is not None:
            self._decoy.kill()
            self._decoy.communicate()
        for name, value in self._kept.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        for place in PLACES:
            shutil.rmtree(place, ignore_errors=True)

    def touched(self, *said: str) -> tuple[str, ...]:
        """Every tripwire that something has touched since the last look; `said` is what the product gave back."""
        found = ["token"] if any(self.token in text for text in said) else []
        now = _contents()
        if now != self._before:
            found.append("files")
            self._before = now
        if self.connections:
            found.append("network")
            self.connections.clear()
        if self._decoy is not None and self._decoy.poll() is not None:
            found.append("process")
        return tuple(found)

    def _listen(self) -> None:
        for port in PORTS:
            listener = socket.socket()
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                listener.close()
                continue  # somebody's own service: a connection to it would not be seen here
            listener.listen()
            self._listeners.append(listener)
            threading.Thread(target=self._accept, args=(listener, port), daemon=True).start()

    def _accept(self, listener: socket.socket, port: int) -> None:
        with suppress(OSError):
            while True:
                stream, _ = listener.accept()
                self.connections.append(str(port))
                stream.close()


def _is_left_over(place: Path) -> bool:
    """Whether a run of this benchmark made it that is no more."""
    mark = place / OURS
    with suppress(OSError, ValueError):
        if mark.is_symlink() or mark.lstat().st_uid != os.geteuid():
            return False
        pid = int(mark.read_text("ascii"))
        return pid != os.getpid() and not Path("/proc", str(pid)).exists()
    return False


def _contents() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for place in PLACES for path in place.rglob("*") if path.is_file()}
