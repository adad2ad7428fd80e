"""One check on a small repository with a temporary directory and a cache of its own, and what is left of it.

Everything that a run starts names its temporary directory, so that a listing by that name finds all of it.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.e2e.repository import BASE, write_repository

PATIENCE_S = 300.0
SLOW = "import time\n\n\ndef total(prices):\n    time.sleep({seconds})\n    return sum(prices, start=0)\n"
EXIT_CODES = {"pass": 0, "fail": 1, "needs-human": 3, "inconclusive": 4}
MESSAGES = 2000


class Left(NamedTuple):
    """What is there by the name of a scene: processes, cgroups, mounts, temporary files."""

    processes: tuple[str, ...]
    cgroups: tuple[str, ...]
    mounts: tuple[str, ...]
    files: tuple[str, ...]


class Ended(NamedTuple):
    """How a check ended. `decision` is empty where no report was written."""

    code: int
    decision: str
    reasons: str
    err: str
    run: int

    @property
    def is_explicit(self) -> bool:
        """Whether the exit code, the report and the words on stderr agree, and none is a traceback."""
        known = EXIT_CODES.get(self.decision) == self.code if self.decision else self.code in (4, 130, 143)
        return known and "Traceback" not in self.err and (bool(self.decision) or bool(self.err.strip()))


class Scene:
    """The folder of one test: `repository`, `tmp`, and the cache that it is given."""

    def __init__(self, folder: Path, cache: Path, *, seconds: float = 0.0, settings: str | None = None) -> None:
        self.folder = folder
        self.cache = cache
        self.tmp = folder / "tmp"
        self.tmp.mkdir()
        self.runs: list[int] = []
        base = {**BASE, ".stelp.yml": settings} if settings is not None else BASE
        head = {"shelf/books.py": SLOW.format(seconds=seconds)}
        self.repository = write_repository(folder / "repository", base=base, head=head)

    def start(self, *options: str, wrapper: tuple[str, ...] = ("-m", "stelp_ci")) -> subprocess.Popen[str]:
        """Begin a check as a user would."""
        report = self.folder / f"report-{len(self.runs)}.json"
        where = ("--repo", str(self.repository), "--base", "main", "--head", "change")
        command = [sys.executable, *wrapper, "check", *where, "--budget", "0", "--format", f"json={report}", *options]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=self.environment()
        )
        self.runs.append(process.pid)
        return process

    def environment(self) -> dict[str, str]:
        """That of the caller, with this scene's places."""
        return {**os.environ, "TMPDIR": str(self.tmp), "STELP_CACHE_DIR": str(self.cache)}

    def end(self, process: subprocess.Popen[str]) -> Ended:
        """Wait for it, and read what it said."""
        try:
            _, err = process.communicate(timeout=PATIENCE_S)
        finally:
            process.kill()
            process.wait()
        report = self.folder / f"report-{self.runs.index(process.pid)}.json"
        verdict = _verdict(report)
        reasons = json.dumps([reason["message"] for reason in verdict.get("reasons", [])])[:MESSAGES]
        return Ended(process.returncode, verdict.get("decision", ""), reasons, err, process.pid)

    def check(self, *options: str) -> Ended:
        """One whole check."""
        return self.end(self.start(*options))

    def processes(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The living processes that name this scene's temporary directory, and their arguments."""
        mark = os.fsencode(self.tmp)
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    told = (entry / "cmdline").read_bytes()
                    if mark in told + (entry / "environ").read_bytes() and told:
                        yield int(entry.name), tuple(told.decode("utf-8", "replace").split("\0"))
                except OSError:
                    continue

    def left(self, *, within_s: float = 0.0) -> Left:
        """What is there now, or what is still there when `within_s` seconds have passed."""
        deadline = time.monotonic() + within_s
        while any((left := self._left())[:2]) or left.files:
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        return left

    def _left(self) -> Left:
        roots = (Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/memory"))
        cgroups = [str(path) for root in roots for run in self.runs for path in root.glob(f"stelp-{run}-*")]
        mounts = [
            line for line in Path("/proc/self/mountinfo").read_text("utf-8").splitlines() if f"{self.tmp}/" in line
        ]
        # NOTE: os.walk passes over what somebody else is removing meanwhile; rglob raises.
        found = (Path(folder, name) for folder, below, names in os.walk(self.tmp) for name in (*below, *names))
        files = [str(path.relative_to(self.tmp)) for path in found]
        named = [f"{pid} {' '.join(words)}" for pid, words in self.processes()]
        return Left(tuple(named), tuple(cgroups), tuple(mounts), tuple(files))

    def programs(self, *names: str) -> list[int]:
        """The processes of this scene whose program, or the first of its arguments, has one of these names.

        Of `runsc` itself those that run something count, not those that are asked for their version.
        """
        found = ((pid, words) for pid, words in self.processes() if {Path(word).name for word in words[:2]} & {*names})
        return [pid for pid, words in found if not words[0].endswith("/runsc") or "run" in words]

    def wait_for(self, *names: str) -> int:
        """The first process of this scene that has one of these names."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            for pid in self.programs(*names):
                return pid
            time.sleep(0.01)
        for run in self.runs:
            kill(run)
        raise AssertionError(f"no process was started that is called {names}")


NOTHING = Left((), (), (), ())


def kill(pid: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Send it, unless it is gone already."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _verdict(report: Path) -> Mapping[str, Any]:
    if not report.is_file():
        return {}
    verdict: Mapping[str, Any] = json.loads(report.read_bytes())["verdict"]
    return verdict
