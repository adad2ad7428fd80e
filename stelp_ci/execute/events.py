"""The events of one pytest run, decoded strictly and put together: nothing in them is believed to be complete."""

import msgspec

from stelp_ci.execute.wire import WireError
from stelp_ci.model.execution import (
    CollectError,
    EffectRecord,
    PytestResult,
    PytestTask,
    Repeat,
    StubRecord,
    TestOutcome,
    TestRecord,
)
from stelp_ci.model.kernel import Reported
from stelp_ci.model.program import Capability
from stelp_ci.model.value import Value

LINE_BYTES = 16 << 20
COMPLETE_EXITS = frozenset({0, 1, 5})
"""pytest's exit codes of a session that ran to its end (https://docs.pytest.org/en/stable/reference/exit-codes.html)."""


class _Event(Value, frozen=True, kw_only=True, tag_field="event"):
    """One line."""


class Collected(_Event, frozen=True, kw_only=True, tag="collected"):
    """The node ids that will run."""

    ids: tuple[str, ...]


class CollectFailed(_Event, frozen=True, kw_only=True, tag="collect-error"):
    """A file that could not be collected."""

    path: str
    line: int
    exception: str
    message: str
    missing: str


class CollectSkipped(_Event, frozen=True, kw_only=True, tag="collect-skip"):
    """A file that skipped itself as a whole."""

    path: str
    line: int
    exception: str
    message: str
    missing: str


class Started(_Event, frozen=True, kw_only=True, tag="started"):
    """A test begins."""

    id: str


class Finished(_Event, frozen=True, kw_only=True, tag="finished"):
    """A test is over."""

    id: str
    outcome: TestOutcome
    duration_s: float
    path: str
    line: int
    exception: str
    message: str
    missing: str


class Usage(_Event, frozen=True, kw_only=True, tag="usage"):
    """pytest refused its configuration."""

    path: str
    line: int
    exception: str
    message: str
    missing: str


class Stubbed(_Event, frozen=True, kw_only=True, tag="stub"):
    """The stub with this index was tried."""

    index: int
    ran: int = 0
    killed_by: str = ""
    unlocated: str = ""
    noticed: tuple[str, ...] = ()


class Repeated(_Event, frozen=True, kw_only=True, tag="repeat"):
    """All tests were run once more."""

    backwards: bool
    ran: int
    unsuccessful: tuple[str, ...]
    complete: bool


class EffectSeen(_Event, frozen=True, kw_only=True, tag="effect"):
    """The project's own code did something that the capability trace watches."""

    capability: Capability
    what: str
    path: str
    unit: str
    line: int
    test: str
    denied: bool


class ReportedSeen(_Event, frozen=True, kw_only=True, tag="reported"):
    """An audit event that shows as a system call, too."""

    capability: Capability
    what: str
    targets: tuple[str, ...]


class Flood(_Event, frozen=True, kw_only=True, tag="flood"):
    """The tests have printed more than they may, the last of it in this one."""

    id: str


class End(_Event, frozen=True, kw_only=True, tag="end"):
    """The session ended in order, with pytest's exit code."""

    exit: int


class Record(_Event, frozen=True, kw_only=True, tag="record"):
    """What a script reports: a JSON object that its reader decodes."""

    body: msgspec.Raw


Event = (
    Record
    | Collected
    | CollectFailed
    | CollectSkipped
    | Started
    | Finished
    | Usage
    | Stubbed
    | Repeated
    | EffectSeen
    | ReportedSeen
    | Flood
    | End
)
_DECODER = msgspec.json.Decoder(Event)


def decode_events(data: bytes, token: str) -> tuple[list[Event], bool]:
    """The events in `data`, and whether its last line is torn (the process died while it wrote).

    Raises `WireError` for a line without this run's token, or that is not an event.
    """
    mark = token.encode("ascii")
    *lines, rest = data.split(b"\n")
    if rest[: len(mark)] != mark[: len(rest)]:
        raise WireError("something else than the test reporter wrote to the event pipe")
    return [_decode_line(line, mark) for line in lines], bool(rest)


def _decode_line(line: bytes, mark: bytes) -> Event:
    if not line.startswith(mark) or len(line) > LINE_BYTES:
        raise WireError("something else than the test reporter wrote to the event pipe")
    try:
        return _DECODER.decode(memoryview(line)[len(mark) :])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"an event cannot be decoded: {error}") from error


class Assembly:
    """Puts the events of one run together; raises `WireError` where they contradict each other."""

    def __init__(self, task: PytestTask) -> None:
        self._task = task
        self._collected: dict[str, TestRecord | None] = {}
        self._seen_collection = False
        self._errors: list[CollectError] = []
        self._skipped: list[CollectError] = []
        self._stubs: dict[int, StubRecord] = {}
        self._repeats: list[Repeat] = []
        self._effects: list[EffectRecord] = []
        self._reported: list[Reported] = []
        self._running = ""
        self._usage = ""
        self.exit: int | None = None
        self.flooded = False

    def take(self, event: Event) -> None:
        """Take in one event, in the order of writing."""
        if self.exit is not None:
            raise WireError("an event follows the end of the session")
        match event:
            case Started() | Finished() | Collected():
                self._take_test(event)
            case CollectFailed() | CollectSkipped():
                kept = self._errors if isinstance(event, CollectFailed) else self._skipped
                kept.append(_collect_error(event))
            case Usage():
                self._take_usage(event)
            case Stubbed() | Repeated():
                self._take_again(event)
            case EffectSeen() | ReportedSeen() | Flood() | End():
                self._take_end(event)
            case Record():
                raise WireError("a script's record came from a run of pytest")

    def _take_test(self, event: Started | Finished | Collected) -> None:
        match event:
            case Collected():
                self._take_collected(event)
            case Started():
                self._take_started(event)
            case Finished():
                self._take_finished(event)

    def _take_end(self, event: EffectSeen | ReportedSeen | Flood | End) -> None:
        match event:
            case ReportedSeen():
                self._reported.append(Reported(capability=event.capability, what=event.what, targets=event.targets))
            case EffectSeen():
                self._take_effect(event)
            case Flood():
                self.flooded = True
            case End():
                self.exit = event.exit

    def _take_collected(self, event: Collected) -> None:
        if self._seen_collection:
            raise WireError("the collection was reported twice")
        self._seen_collection = True
        self._collected = dict.fromkeys(event.ids)

    def _take_started(self, event: Started) -> None:
        if event.id not in self._collected:
            raise WireError("a test began that was not collected")
        self._running = event.id

    def _take_finished(self, event: Finished) -> None:
        if event.id != self._running or event.id not in self._collected:
            raise WireError("a test ended that had not begun")
        self._running = ""
        self._collected[event.id] = _worse(self._collected[event.id], _test_record(event))

    def _take_usage(self, event: Usage) -> None:
        self._usage = event.message or event.exception
        if event.path or event.missing:
            self._errors.append(_collect_error(event))

    def _take_again(self, event: Stubbed | Repeated) -> None:
        match event:
            case Stubbed():
                self._take_stub(event)
            case Repeated():
                self._take_repeat(event)

    def _take_repeat(self, event: Repeated) -> None:
        if len(self._repeats) >= self._task.repeats or not self._collected.keys() >= set(event.unsuccessful):
            raise WireError("a run was reported that was not asked for")
        self._repeats.append(
            Repeat(backwards=event.backwards, ran=event.ran, unsuccessful=event.unsuccessful, complete=event.complete)
        )

    def _take_stub(self, event: Stubbed) -> None:
        if event.index in self._stubs or not 0 <= event.index < len(self._task.stubs):
            raise WireError("a stub was reported that was not asked for")
        stub = self._task.stubs[event.index]
        self._stubs[event.index] = StubRecord(
            module=stub.module,
            qualname=stub.qualname,
            behaviour=stub.behaviour,
            ran=event.ran,
            killed_by=event.killed_by,
            unlocated=event.unlocated,
            noticed=event.noticed,
        )

    def _take_effect(self, event: EffectSeen) -> None:
        if not (self._task.trace or self._task.deny):
            raise WireError("an effect was reported that was not asked for")
        self._effects.append(EffectRecord(**{name: getattr(event, name) for name in EffectRecord.__struct_fields__}))

    def result(self, *, ended_in_order: bool) -> PytestResult:
        """The whole. `ended_in_order` is false when the process died or was killed, whatever it had said before."""
        tests = tuple(
            record or TestRecord(nodeid=nodeid, outcome=TestOutcome.NOT_RUN)
            for nodeid, record in self._collected.items()
        )
        all_ran = self._seen_collection and all(record is not None for record in self._collected.values())
        return PytestResult(
            tests=tests,
            collect_errors=tuple(self._errors),
            skipped_files=tuple(self._skipped),
            effects=tuple(self._effects),
            reported=tuple(self._reported),
            stubs=tuple(record for _, record in sorted(self._stubs.items())),
            repeats=tuple(self._repeats),
            completed=ended_in_order and all_ran and not self._running and self.exit in COMPLETE_EXITS,
            running=self._running,
            usage_error=self._usage,
        )


def _worse(first: TestRecord | None, second: TestRecord) -> TestRecord:
    """A test that ran twice (reruns, duplicate ids) is as good as its worst run."""
    good = (TestOutcome.PASSED, TestOutcome.XFAILED, TestOutcome.SKIPPED)
    return second if first is None or first.outcome in good else first


def _test_record(event: Finished) -> TestRecord:
    return TestRecord(
        nodeid=event.id,
        outcome=event.outcome,
        duration_s=event.duration_s,
        path=event.path,
        line=event.line,
        exception=event.exception,
        message=event.message,
        missing=event.missing,
    )


def _collect_error(event: CollectFailed | CollectSkipped | Usage) -> CollectError:
    return CollectError(
        path=event.path, line=event.line, exception=event.exception, message=event.message, missing=event.missing
    )
