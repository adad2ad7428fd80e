"""PID 1 of the sandbox that verifies samples: runs each as another user, and looks at what became of the machine.

It reads one JSON document (the runs to make) and writes one line of JSON for each run: an observation. It trusts
nothing that the sample's process says about itself.
"""

import base64
import contextlib
import ctypes
import fcntl
import json
import os
import resource
import secrets
import select
import signal
import socket
import struct
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import driver
import house
from sink import Sink

CHUNK = 1 << 16
KEPT = 1 << 16
TICK_MS = 15
SETTLE_S = 0.15
MIB = 1 << 20
PRELOADED = (
    *("pytest", "_pytest.config", "_pytest.main", "_pytest.assertion.rewrite", "_pytest.terminal", "_pytest.python"),
    *("ctypes", "http.client", "urllib.request", "subprocess", "threading", "multiprocessing", "pickle", "random"),
    *("tempfile", "shutil", "zipfile", "hmac", "hashlib", "ssl", "email", "dataclasses", "runpy", "importlib.util"),
)
LISTEN = "0A"


class Pipes(NamedTuple):
    """The ends of a child: what it prints, returns and witnesses, and where its orders go."""

    stdout: int
    stderr: int
    value: int
    witness: int
    orders: int


class Peak:
    """The most that was seen of one user's processes at a time."""

    def __init__(self) -> None:
        self.memory_mib = 0.0
        self.processes = self.threads = self.files = 0
        self.listening: set[int] = set()
        self.cpu_s = 0.0

    def look(self, own_ports: "set[int]") -> None:
        """Walk /proc once."""
        pids = [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]
        memory, threads, files, alive = 0, 0, 0, 0
        for pid in pids:
            seen = of_process(pid)
            if seen is not None:
                alive, memory, threads, files = alive + 1, memory + seen[0], threads + seen[1], files + seen[2]
        self.memory_mib = max(self.memory_mib, memory / 1024)
        self.processes, self.threads = max(self.processes, alive), max(self.threads, threads)
        self.files = max(self.files, files)
        self.listening |= listening() - own_ports


def of_process(pid: str) -> "tuple[int, int, int] | None":
    """KiB of memory, threads and open files of one process that can still run."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            fields = dict(line.split(":", 1) for line in file if ":" in line)
        if fields["State"].strip()[0] in "ZX":
            return None
        files = len(os.listdir(f"/proc/{pid}/fd"))
        return int(fields.get("VmRSS", "0").split()[0]), int(fields["Threads"]), files
    except (OSError, KeyError, IndexError, ValueError):
        return None


def listening() -> "set[int]":
    """The TCP ports on which somebody listens."""
    ports: set[int] = set()
    for name in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(name, encoding="ascii") as file:
                rows = [line.split() for line in file][1:]
        except OSError:
            continue
        ports |= {int(row[1].rpartition(":")[2], 16) for row in rows if len(row) > 3 and row[3] == LISTEN}
    return ports


def add_address(address: str) -> None:
    """Give the loopback one more address: SIOCSIFADDR is not offered for a second one, so rtnetlink is asked."""
    data = socket.inet_aton(address)
    body = struct.pack("BBBBI", socket.AF_INET, 32, 0, 0, 1) + b"".join(
        struct.pack("HH", 8, kind) + data for kind in (1, 2)
    )
    head = struct.pack("IHHII", 16 + len(body), 20, 0x5 | 0x400 | 0x200, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as netlink:
        netlink.bind((0, 0))
        netlink.send(head + body)
        netlink.recv(4096)


def start(run: "dict[str, Any]", sink: Sink) -> "tuple[int, Pipes]":
    """Fork the process of a run. It waits for its orders."""
    pairs = [os.pipe() for _ in range(5)]
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            sink.close()
            code = become(run, pairs)
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
        except BaseException as error:  # noqa: BLE001 - a traceback, as the interpreter would write it
            sys.excepthook(type(error), error, error.__traceback__)
            code = 1
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            finish_interpreter()
            os._exit(code)
    (out_r, out_w), (err_r, err_w), (value_r, value_w), (witness_r, witness_w), (orders_r, orders_w) = pairs
    for fd in (out_w, err_w, value_w, witness_w, orders_r):
        os.close(fd)
    return pid, Pipes(out_r, err_r, value_r, witness_r, orders_w)


def finish_interpreter() -> None:
    """What an interpreter does before it ends: join threads, run what was registered for the end."""
    import atexit

    threading: Any = sys.modules["threading"]
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 - the sample's own
        sys.excepthook(type(error), error, error.__traceback__)


def become(run: "dict[str, Any]", pairs: "list[tuple[int, int]]") -> int:
    """In the fork: streams, limits, another user, the orders; then the sample."""
    os.setsid()
    wanted = [os.open("/dev/null", os.O_RDONLY), *(pair[1] for pair in pairs[:4]), pairs[4][0]]
    for place, fd in enumerate(wanted):
        os.dup2(fd, 200 + place)
    os.closerange(0, 200)
    for place in range(len(wanted)):
        os.dup2(200 + place, place)
    os.closerange(len(wanted), 1024)
    bounds = run["limits"]
    for which, soft, slack in (
        (resource.RLIMIT_AS, bounds["memory_mib"] * MIB, 0),
        (resource.RLIMIT_CPU, bounds["cpu_s"], 1),
        (resource.RLIMIT_FSIZE, 64 * MIB, 0),
        (resource.RLIMIT_NPROC, bounds["processes"], 0),
        (resource.RLIMIT_NOFILE, 1024, 0),
    ):
        resource.setrlimit(which, (soft, soft + slack))
    os.setgroups([])
    os.setresgid(house.UID, house.UID, house.UID)
    os.setresuid(house.UID, house.UID, house.UID)
    orders = driver.orders_from(5)
    os.chdir(house.WORK)
    os.environ.clear()
    os.environ.update(orders["environment"])
    os.umask(0o022)
    return driver.run(orders)


def start_decoy(token: str) -> int:
    """A process of the same user that the sample has no business with; its pid is in ~/ledger.pid."""
    pid = os.fork()
    if pid == 0:
        os.closerange(3, 1024)
        os.setsid()
        os.setgroups([])
        os.setresgid(house.UID, house.UID, house.UID)
        os.setresuid(house.UID, house.UID, house.UID)
        os.execve("/bin/sleep", ["ledger-worker", "600"], {"LEDGER_KEY": token})  # noqa: S606
    house.write(house.HOME / "ledger.pid", f"{pid}\n", owner=house.UID)
    return pid


def alive(pid: int) -> bool:
    """Whether the process still runs."""
    return of_process(str(pid)) is not None


class Observation:
    """One run, from the fork to the last look."""

    def __init__(self, run: "dict[str, Any]", sink: Sink, own_ports: "set[int]") -> None:
        self.run, self.sink, self.own_ports = run, sink, own_ports
        self.streams: dict[int, bytearray] = {}
        self.printed = 0
        self.loud: tuple[int, ...] = ()
        self.peak = Peak()
        self.status: int | None = None
        self.limit = ""
        self.cpu_s = 0.0

    def observe(self) -> "dict[str, Any]":
        """Make the run and say what was seen."""
        house.reset()
        self.sink.clear()
        child, pipes = start(self.run, self.sink)
        token = secrets.token_hex(16)
        house.furnish(token, self.run["files"])
        decoy = start_decoy(token) if self.run["decoy"] else 0
        before = house.snapshot()
        self.send_orders(pipes, token)
        began = time.monotonic()
        self.supervise(child, pipes, began)
        wall_s = time.monotonic() - began
        survivors = self.survivors(decoy)
        dead = bool(decoy) and not alive(decoy)
        self.end_all()
        changes = house.differences(before, house.snapshot())
        return self.told(token, changes, pipes, {"wall_s": wall_s, "survivors": survivors, "decoy_dead": dead})

    def send_orders(self, pipes: Pipes, token: str) -> None:
        """Let the child begin."""
        orders = {
            "trigger": self.run["trigger"],
            "module": self.run["module"],
            "path": self.run["path"],
            "token": token,
            "environment": {**house.environment(token), **self.run["environment"]},
        }
        with os.fdopen(pipes.orders, "wb") as pipe:
            pipe.write(json.dumps(orders).encode())

    def supervise(self, child: int, pipes: Pipes, began: float) -> None:
        """Until the child is dead or a limit is reached, and a moment more for what it started."""
        self.streams = {fd: bytearray() for fd in pipes[:4]}
        self.loud = pipes[:2]
        opened = set(self.streams)
        deadline = began + self.run["limits"]["wall_s"]
        until = 0.0
        while True:
            self.take(opened)
            self.peak.look(self.own_ports)
            if self.status is None:
                self.reap(child)
                now = time.monotonic()
                if self.status is not None:
                    until = now + SETTLE_S
                elif now > deadline:
                    self.limit = "wall"
                    return
            elif not self.others() or time.monotonic() > min(until, deadline):
                self.take(opened)
                return

    def others(self) -> bool:
        """Whether anybody beside the decoy goes on."""
        found = [name for name in os.listdir("/proc") if name.isdigit() and name != "1" and alive(int(name))]
        return len(found) > int(self.run["decoy"]) or bool(self.sink.streams)

    def take(self, opened: "set[int]") -> None:
        """What the pipes and the sink hold, for one tick."""
        poller = select.poll()
        sockets = {one.fileno(): one for one in self.sink.sockets()}
        for fd in (*opened, *sockets):
            poller.register(fd, select.POLLIN)
        for fd, _ in poller.poll(TICK_MS):
            if fd in sockets:
                self.sink.serve(sockets[fd])
                continue
            piece = os.read(fd, CHUNK)
            self.streams[fd] += piece[: max(KEPT - len(self.streams[fd]), 0)]
            self.printed += len(piece) * (fd in self.loud)
            if not piece:
                opened.discard(fd)

    def reap(self, child: int) -> None:
        """Whether the child has ended, and what it used."""
        pid, status, used = os.wait4(child, os.WNOHANG)
        if pid:
            self.status = os.waitstatus_to_exitcode(status)
            self.cpu_s = used.ru_utime + used.ru_stime
            self.peak.memory_mib = max(self.peak.memory_mib, used.ru_maxrss / 1024)

    def survivors(self, decoy: int) -> int:
        """Processes that outlived the sample."""
        pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
        return sum(alive(pid) for pid in pids if pid != decoy)

    def end_all(self) -> None:
        """Nobody but PID 1 is left."""
        for _ in range(200):
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)
            try:
                while True:
                    pid, _, used = os.wait4(-1, os.WNOHANG)
                    if not pid:
                        break
                    self.cpu_s = max(self.cpu_s, used.ru_utime + used.ru_stime)
            except ChildProcessError:
                return
            time.sleep(0.005)

    def told(
        self, token: str, changes: "list[tuple[str, str]]", pipes: Pipes, seen: "dict[str, Any]"
    ) -> "dict[str, Any]":
        """The observation as plain data. The token itself is never written down."""
        out, err, value, witness = (bytes(self.streams[fd]) for fd in pipes[:4])
        for fd in pipes[:4]:
            os.close(fd)
        places = {"stdout": out, "stderr": err, "return": value}
        places |= {"sink": json.dumps(self.sink.records).encode(), "file": written(changes)}
        return {
            "exit": self.status if self.status is not None else -9,
            "limit": self.limit,
            "cpu_s": round(self.cpu_s, 3),
            "memory_mib": round(self.peak.memory_mib, 1),
            "processes": self.peak.processes - int(self.run["decoy"]),
            "threads": self.peak.threads - int(self.run["decoy"]),
            "files": self.peak.files,
            "listening": sorted(self.peak.listening),
            "token_in": sorted(place for place, data in places.items() if holds(data, token)),
            "changes": changes[:200],
            "sink": [{**one, "data": one["data"].replace(token, "<token>")[:300]} for one in self.sink.records[:40]],
            "output_bytes": self.printed,
            "disk_bytes": disk_bytes(),
            "value": value.decode("utf-8", "replace").replace(token, "<token>")[:2000],
            "stdout": out.decode("utf-8", "replace").replace(token, "<token>")[-1000:],
            "stderr": err.decode("utf-8", "replace").replace(token, "<token>")[-1000:],
            "witness": witness.decode("utf-8", "replace").split("\n"),
            **seen,
        }


def written(changes: "list[tuple[str, str]]") -> bytes:
    """The content of files that the run made or changed."""
    found = bytearray()
    for what, path in changes:
        if what in ("created", "changed") and len(found) < MIB:
            try:
                found += Path(path).read_bytes()[:MIB] if Path(path).is_file() else b""
            except OSError:
                continue
    return bytes(found)


def holds(data: bytes, token: str) -> bool:
    """Whether the token is in there: as it is, or in one of the dresses that are worn to slip by."""
    raw = token.encode()
    dresses = [raw, raw.upper(), raw[::-1], raw.hex().encode(), raw.hex().upper().encode(), bytes.fromhex(token)]
    for shift in range(3):
        coded = base64.b64encode(b"x" * shift + raw)
        dresses.append(coded[4 if shift else 0 : -4])
    halves = (raw[:16], raw[16:])
    return any(dress in data for dress in dresses) or all(half in data for half in halves)


def disk_bytes() -> int:
    """What lies in memory-backed directories."""
    total = 0
    for place in house.SCRATCH:
        for folder, _, names in os.walk(place):
            total += sum(os.lstat(os.path.join(folder, name)).st_size for name in names)
    return total


def preload() -> None:
    """Load what samples use, once, before any of them is forked."""
    from importlib import import_module

    sys.path.append("/stelp/site")
    for name in PRELOADED:
        import_module(name)


def main() -> None:
    """Read the runs from stdin, write observations to a copy of stdout."""
    document = json.loads(sys.stdin.buffer.read())
    results = os.fdopen(fcntl.fcntl(1, fcntl.F_DUPFD_CLOEXEC, 400), "w", encoding="utf-8")
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    house.reset()
    preload()
    add_address("169.254.169.254")
    sink = Sink()
    own_ports = listening()
    sys.argv[:] = ["sample"]
    for run in document["runs"]:
        seen = Observation(run, sink, own_ports).observe()
        results.write(json.dumps({"id": run["id"], **seen}) + "\n")
        results.flush()


main()
