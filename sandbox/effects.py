# ruff: noqa: PTH100
# pathlib is most of what a small interpreter would load; paths in here are plain strings.
"""The capability trace: what the project's code really does, by audit events, attributed to its own line and unit.

It sees what the source cannot show (`getattr(os, "sys" + "tem")`). It is a microscope, not a wall: gVisor contains.
Events of Python: https://docs.python.org/3/library/audit_events.html.
"""

from __future__ import annotations

import builtins
import fnmatch
import os
import re
import sys
import threading
from collections.abc import Callable
from types import CodeType, FrameType
from typing import Any, NamedTuple

from .events import Events, clean
from .ledger import Ledger
from .marks import BEGIN, mark
from .search_path import SOURCE
from .source_loader import DENIED
from .task import DenyRule

MOST = 2000
"""Effects that one run reports; a program that does more has been seen doing enough."""
DEPTH = 400
PREFIX = SOURCE + "/"
IMPORTING = "<frozen importlib"
COMPARED = ("files", "network", "processes")
"""Capabilities that show as system calls."""
OWN_TREES = ("/src/", "/layers/", "/stelp/", "/usr/", "/lib", "/dev/null", "/dev/urandom", sys.base_prefix, sys.prefix)
TEST_FILE = re.compile(r"(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$")
"""What pytest takes for tests unless told otherwise: code that reads them learns what they expect."""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class CapabilityDenied(BaseException):
    """The policy denies what the code was about to do."""


class Effect(NamedTuple):
    """What one audit event means. `direct`: only where the project's own frame caused it, no library in between."""

    capability: str
    what: str
    direct: bool = False


class Place(NamedTuple):
    """A line of the project, and the unit it belongs to."""

    path: str
    line: int
    unit: str


def opened(event: str, arguments: tuple[Any, ...]) -> Effect | None:
    """`open`: writing anywhere, and reading outside of what every program reads."""
    del event
    path, _, flags = arguments
    if isinstance(flags, int) and flags & WRITING:
        return Effect("files", "open for writing")
    name = os.fsdecode(path) if isinstance(path, (str, bytes)) else ""
    if os.path.abspath(name).startswith(PREFIX) and TEST_FILE.search(name):
        return Effect("test-framework", "open of a test", direct=False)
    harmless = not name or os.path.abspath(name).startswith(OWN_TREES)
    return None if harmless else Effect("files", "open for reading")


def made_socket(event: str, arguments: tuple[Any, ...]) -> Effect | None:
    """A pair of UNIX sockets is how event loops wake themselves; every other family reaches out."""
    unix = 1
    return None if arguments[1] == unix else Effect("network", event)


def always(capability: str, *, direct: bool = False) -> Callable[[str, tuple[Any, ...]], Effect | None]:
    """An event that is an effect by itself."""
    return lambda event, _: Effect(capability, event, direct)


def _watched() -> dict[str, Callable[[str, tuple[Any, ...]], Effect | None]]:
    files = (
        "os.chmod os.chown os.link os.mkdir os.remove os.rename os.rmdir os.symlink os.truncate os.utime shutil.rmtree"
    )
    network = "socket.bind socket.connect socket.getaddrinfo socket.gethostbyname socket.sendmsg socket.sendto"
    processes = (
        "os.exec os.fork os.forkpty os.kill os.killpg os.posix_spawn os.spawn os.system pty.spawn subprocess.Popen"
    )
    native = "ctypes.dlopen ctypes.dlsym ctypes.call_function ctypes.string_at ctypes.cdata"
    direct = {"exec": "dynamic-code", "compile": "dynamic-code", "code.__new__": "dynamic-code"}
    direct |= {"marshal.loads": "dynamic-code", "sys._getframe": "frames", "sys.settrace": "frames"}
    direct |= {"sys.setprofile": "frames", "object.__getattr__": "reflection", "gc.get_objects": "reflection"}
    direct |= {"gc.get_referrers": "reflection", "gc.get_referents": "reflection"}
    return {
        "open": opened,
        "socket.__new__": made_socket,
        "pickle.find_class": always("dynamic-code"),
        "os.putenv": always("environment"),
        "os.unsetenv": always("environment"),
        "sys.addaudithook": always("test-framework"),
        **{name: always("files") for name in files.split()},
        **{name: always("network") for name in network.split()},
        **{name: always("processes") for name in processes.split()},
        **{name: always("native") for name in native.split()},
        **{name: always(capability, direct=True) for name, capability in direct.items()},
    }


class Trace:
    """The audit hook. It also is a pytest plugin, so that it knows which test is running."""

    def __init__(self, events: Events | Unheard, rules: list[DenyRule]) -> None:
        self.events = events
        self.rules = rules
        self.watched = _watched()
        self.seen: set[tuple[str, str, str, int]] = set()
        self.busy: set[int] = set()
        self.main = threading.get_ident()
        self.waiting: list[tuple[str, dict[str, Any]]] = []
        self.ledger = Ledger(self.enter)
        self.numbers: dict[str, int] = {}
        self.test = ""
        self.silent = False

    def install(self) -> None:
        """From here on every audit event is looked at, for as long as the process lives."""
        setattr(builtins, DENIED, CapabilityDenied)
        watch_environment(self)
        os.register_at_fork(after_in_child=self.fall_silent)
        sys.addaudithook(self.hear)

    def fall_silent(self) -> None:
        """A fork has no say in the run: its events would come between those of its parent. Denials hold in it, too."""
        self.silent = True

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The hook itself. Most events are none of ours, and end at the first line."""
        reading = self.watched.get(event)
        if reading is None or (self.silent and not self.rules):
            return
        thread = threading.get_ident()
        if thread in self.busy:
            return
        self.busy.add(thread)
        try:
            effect = reading(event, arguments)
            if effect is not None:
                self.compare(effect, event, arguments)
                self.weigh(effect, sys._getframe(1))  # pyright: ignore[reportPrivateUsage]
        finally:
            self.busy.discard(thread)

    def compare(self, effect: Effect, event: str, arguments: tuple[Any, ...]) -> None:
        """Enter what the kernel will see, too, whoever's line it is."""
        if effect.capability in COMPARED:
            self.ledger.enter(effect.capability, event, arguments)

    def enter(self, capability: str, event: str, targets: list[str]) -> None:
        """Tell one entry of the ledger."""
        told = {"capability": capability, "what": event, "targets": [clean(target) for target in targets]}
        self.tell("reported", told)

    def weigh(self, effect: Effect, frame: FrameType | None) -> None:
        """Report an effect of the project's own code once for each line; raise where the policy denies it."""
        place = origin(frame, direct=effect.direct)
        if place is None:
            return
        denied = self.denies(effect, place)
        key = (effect.capability, effect.what, place.path, place.line)
        if key not in self.seen and len(self.seen) < MOST:
            self.seen.add(key)
            self.report(effect, place, denied=denied)
        if denied:
            raise CapabilityDenied(f"{place.unit} at {place.path}:{place.line} may not do this: {effect.what}")

    def denies(self, effect: Effect, place: Place) -> bool:
        """Whether a rule forbids this capability at this path."""
        return any(
            effect.capability in rule["capabilities"]
            and any(fnmatch.fnmatchcase(place.path, glob) for glob in rule["paths"])
            for rule in self.rules
        )

    def report(self, effect: Effect, place: Place, *, denied: bool) -> None:
        """Tell an effect of the project's own code."""
        told = {"capability": effect.capability, "what": effect.what, "denied": denied, "test": self.test}
        self.tell("effect", {**told, "path": clean(place.path), "line": place.line, "unit": clean(place.unit)})

    def tell(self, kind: str, told: dict[str, Any]) -> None:
        """Send it, or keep it until the main thread has something to say: two writers would tear each other's lines."""
        if self.silent:
            return
        self.waiting.append((kind, told))
        if threading.get_ident() == self.main:
            self.flush()

    def flush(self) -> None:
        """Send what waits."""
        while self.waiting and not self.silent:
            kind, told = self.waiting.pop(0)
            self.events.send(kind, **told)

    def pytest_collection_finish(self, session: Any) -> None:
        """All that will run is known now; a test that bears another's name has its number."""
        for item in session.items:
            self.numbers.setdefault(clean(item.nodeid), len(self.numbers))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins; gVisor's log is told so."""
        self.test = clean(nodeid)
        mark(str(self.numbers.get(self.test, BEGIN)))

    def pytest_runtest_logfinish(self) -> None:
        """A test is over."""
        mark(BEGIN)
        self.test = ""
        self.flush()


class Unheard:
    """Stands in for the runner's events where the policy is enforced and nobody is told."""

    def send(self, kind: str, **fields: Any) -> None:
        """Nothing: the run of the tests is the one that tells."""


def enforce(rules: list[DenyRule]) -> None:
    """Keep the code from what the rules deny, for as long as the process lives; nothing without rules."""
    if rules:
        Trace(Unheard(), rules).install()


def origin(frame: FrameType | None, *, direct: bool) -> Place | None:
    """The innermost line of the project on the stack; None for what the import of a module does by itself."""
    for _ in range(1 if direct else DEPTH):
        if frame is None or frame.f_code.co_filename.startswith(IMPORTING):
            return None
        if frame.f_code.co_filename.startswith(PREFIX):
            return Place(frame.f_code.co_filename[len(PREFIX) :], frame.f_lineno, unit_of(frame.f_code))
        frame = frame.f_back
    return None


def unit_of(code: CodeType) -> str:
    """The qualified name of the unit that holds `code`; lambdas and comprehensions belong to the function around."""
    name = getattr(code, "co_qualname", code.co_name)
    outer = name.partition(".<locals>")[0]
    return "<module>" if outer.startswith("<") else outer


def watch_environment(trace: Trace) -> None:
    """`os.environ` has no audit event for reading: its mapping says so itself, by the name `os.environ`."""
    mapping: Any = type(os.environ)
    read = mapping.__getitem__

    def __getitem__(self: Any, key: Any) -> Any:
        sys.audit("stelp.environ")
        return read(self, key)

    trace.watched["stelp.environ"] = lambda _event, _arguments: Effect("environment", "os.environ")
    mapping.__getitem__ = __getitem__
