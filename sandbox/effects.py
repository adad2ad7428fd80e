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
from functools import partial
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


Reading = Callable[[str, tuple[Any, ...]], "Effect | None"]
"""What an event means, by its name and arguments."""


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


def always(names: str, capability: str, *, direct: bool = False) -> dict[str, Reading]:
    """Events that are effects by themselves."""
    return {name: partial(of, Effect(capability, name, direct)) for name in names.split()}


def of(effect: Effect, event: str, arguments: tuple[Any, ...]) -> Effect:
    """The same effect, whatever the arguments are."""
    del event, arguments
    return effect


def _watched() -> dict[str, Reading]:
    files = (
        "os.chmod os.chown os.link os.mkdir os.remove os.rename os.rmdir os.symlink os.truncate os.utime shutil.rmtree"
    )
    network = "socket.bind socket.connect socket.getaddrinfo socket.gethostbyname socket.sendmsg socket.sendto"
    processes = (
        "os.exec os.fork os.forkpty os.kill os.killpg os.posix_spawn os.spawn os.system pty.spawn subprocess.Popen"
    )
    native = "ctypes.dlopen ctypes.dlsym ctypes.call_function ctypes.string_at ctypes.cdata"
    return {
        "open": opened,
        "socket.__new__": made_socket,
        **always("pickle.find_class", "dynamic-code"),
        **always("os.putenv os.unsetenv", "environment"),
        **always("sys.addaudithook", "test-framework"),
        **always(files, "files"),
        **always(network, "network"),
        **always(processes, "processes"),
        **always(native, "native"),
        **always("exec compile code.__new__ marshal.loads", "dynamic-code", direct=True),
        **always("sys._getframe sys.settrace sys.setprofile", "frames", direct=True),
        **always("object.__getattr__ gc.get_objects gc.get_referrers gc.get_referents", "reflection", direct=True),
    }


class Trace:
    """The audit hook. It also is a pytest plugin, so that it knows which test is running.

    What the code `nobody` causes is nobody's effect: see `pytest_child.trace`.
    """

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
        self.nobody: CodeType | None = None
        self.silent = False

    def install(self) -> None:
        """From here on every audit event is looked at, for as long as the process lives."""
        setattr(builtins, DENIED, CapabilityDenied)
        watch_environment(self)
        os.register_at_fork(after_in_child=self.fall_silent)
        sys.addaudithook(self.hook())

    def fall_silent(self) -> None:
        """A fork has no say in the run: its events would come between those of its parent. Denials hold in it, too."""
        self.silent = True
        if not self.rules:
            self.watched.clear()

    def hook(self) -> Callable[[str, tuple[Any, ...]], None]:
        """What hears every event; most are none of ours, and end at the first line, as do those that we cause.

        NOTE: a plain function, not a method: at each event Python asks its hook for `__cantrace__`, and for a method
        it makes and drops an `AttributeError`, which costs seven times as much as the hook itself.
        """
        reading_of, busy, this_thread = self.watched.get, self.busy, threading.get_ident

        def hear(event: str, arguments: tuple[Any, ...]) -> None:
            reading = reading_of(event)
            if reading is None or (thread := this_thread()) in busy:
                return
            busy.add(thread)
            try:
                self.take(reading, event, arguments)
            finally:
                busy.discard(thread)

        return hear

    def take(self, reading: Reading, event: str, arguments: tuple[Any, ...]) -> None:
        """Take in one event, which the caller of the hook caused."""
        effect = reading(event, arguments)
        if effect is not None:
            self.compare(effect, event, arguments)
            self.weigh(effect, sys._getframe(2))  # pyright: ignore[reportPrivateUsage]

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
        place = origin(frame, direct=effect.direct, nobody=self.nobody)
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


def origin(frame: FrameType | None, *, direct: bool, nobody: CodeType | None = None) -> Place | None:
    """The innermost line of the project on the stack; None for what an import or `nobody` does by itself."""
    for _ in range(1 if direct else DEPTH):
        if frame is None:
            return None
        code = frame.f_code  # once: it is an audit event, too
        path = code.co_filename
        if path.startswith(PREFIX):
            return Place(path[len(PREFIX) :], frame.f_lineno, unit_of(code))
        if code is nobody or path.startswith(IMPORTING):
            return None
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
