"""What one conversation amounts to: an `Outcome` in which every cause has its own field."""

import signal
from typing import NamedTuple

from msgspec.structs import replace

from stelp_ci.errors import SandboxError
from stelp_ci.execute import wire
from stelp_ci.execute.conversation import Conversation
from stelp_ci.execute.events import Assembly, decode_events
from stelp_ci.execute.runtime import REMEDY
from stelp_ci.execute.wire import WireError
from stelp_ci.model.execution import Limit, Outcome, PytestResult, RuntimeIdentity, TestOutcome
from stelp_ci.model.kernel import KernelLog

UNSUCCESSFUL = (TestOutcome.FAILED, TestOutcome.ERROR)
SHOWN = 2000


class Facts(NamedTuple):
    """What the host saw of a run beside the conversation."""

    runtime: RuntimeIdentity
    out_of_memory: bool
    wall_s: float


def read_outcome(task: wire.Task, conversation: Conversation, facts: Facts) -> Outcome:
    """The outcome of a run of pytest.

    Raises `SandboxError` when it broke before any code under judgement had started.
    """
    ended = _ended(conversation)
    if ended is None:
        return _cut_short(conversation, facts)
    result, violation, flooded = _result(task, conversation, ended)
    told = _Told(result, violation, _limit(ended, result, facts, flooded=flooded), conversation.kernel)
    return _outcome(ended, facts, told)


def outcome_without_result(conversation: Conversation, facts: Facts, violation: str) -> Outcome:
    """How a run ended, whatever it reported; `violation` is what was wrong with that. Raises like `read_outcome`."""
    ended = _ended(conversation)
    if ended is None:
        return _cut_short(conversation, facts)
    violation = conversation.broken or violation or _survivors(ended)
    return _outcome(
        ended, facts, _Told(None, violation, _limit(ended, None, facts, flooded=False), conversation.kernel)
    )


class _Told(NamedTuple):
    """What the runner's frames amount to."""

    result: PytestResult | None
    violation: str
    limit: Limit | None
    kernel: KernelLog | None


def _ended(conversation: Conversation) -> wire.Ended | None:
    if not conversation.starting:
        told = conversation.diagnostics.decode("utf-8", "replace").strip()[-SHOWN:]
        raise SandboxError(f"the sandbox did not start: {conversation.broken}: {told}", remedy=REMEDY)
    return conversation.ended


def _outcome(ended: wire.Ended, facts: Facts, told: _Told) -> Outcome:
    return Outcome(
        started=True,
        runtime=facts.runtime,
        result=told.result,
        exit_code=ended.exit_code,
        signal=_signal_name(ended.signal),
        limit=told.limit,
        violation=told.violation,
        output=ended.output,
        output_truncated=ended.output_truncated,
        peak_memory_mib=ended.peak_memory_mib,
        cpu_s=ended.cpu_s,
        wall_s=facts.wall_s,
        kernel=_with_tests(told.kernel, told.result),
    )


def _with_tests(log: KernelLog | None, result: PytestResult | None) -> KernelLog | None:
    """The log with the names of the tests in the place of their numbers."""
    if log is None or result is None:
        return log
    names = {str(number): test.nodeid for number, test in enumerate(result.tests)}
    return replace(log, effects=tuple(replace(one, test=names.get(one.test, "")) for one in log.effects))


def _cut_short(conversation: Conversation, facts: Facts) -> Outcome:
    """The sandbox went away, or was killed by the host, while the code was running."""
    limit = Limit.MEMORY if facts.out_of_memory else Limit.WALL if conversation.late else None
    violation = conversation.broken
    return Outcome(
        started=True,
        runtime=facts.runtime,
        limit=limit,
        violation=violation,
        wall_s=facts.wall_s,
        kernel=conversation.kernel,
    )


def _result(task: wire.Task, conversation: Conversation, ended: wire.Ended) -> tuple[PytestResult | None, str, bool]:
    """The result, what is wrong with the way in which it came, and whether the tests printed too much."""
    if conversation.broken or conversation.events is None:
        return None, conversation.broken, False
    try:
        assembly, in_order = _assembled(task, conversation.events, ended)
    except WireError as error:
        return None, str(error), False
    result = assembly.result(ended_in_order=in_order)
    return result, _survivors(ended), assembly.flooded


def _survivors(ended: wire.Ended) -> str:
    return f"{ended.survivors} processes outlived the tests" if ended.survivors else ""


def _assembled(task: wire.Task, data: bytes, ended: wire.Ended) -> tuple[Assembly, bool]:
    if task.pytest is None:
        raise WireError("a result of pytest for another task")
    events, torn = decode_events(data, task.token)
    assembly = Assembly(task.pytest)
    for event in events:
        assembly.take(event)
    if torn and assembly.exit is not None:
        raise WireError("bytes follow the end of the session")
    disturbed = ended.signal or ended.limit or ended.survivors or torn or assembly.flooded
    return assembly, not disturbed and ended.exit_code == assembly.exit


def _limit(ended: wire.Ended, result: PytestResult | None, facts: Facts, *, flooded: bool) -> Limit | None:
    """The limit that the runner or the kernel named, else the memory limit where tests ended in a MemoryError."""
    if ended.limit:
        return Limit(ended.limit)
    if facts.out_of_memory or flooded:
        return Limit.MEMORY if facts.out_of_memory else Limit.OUTPUT
    if result is None:
        return None
    bad = [test.exception for test in result.tests if test.outcome in UNSUCCESSFUL]
    bad += [error.exception for error in result.collect_errors]
    return Limit.MEMORY if "MemoryError" in bad else None


def _signal_name(number: int) -> str:
    """`SIGSEGV` for 11; the number where this host has no name for it."""
    if number == 0:
        return ""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
