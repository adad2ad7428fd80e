"""Asks the changed functions, in a sandbox without tests, for their answers to the calls that the tests made.

The calls come from a process in which the code under judgement ran: they are questions, and nothing more. Each answer
is plain data or there is none; the tests' sandbox is given what passed through here.
"""

import builtins
from typing import Any, cast

import msgspec

from stelp_ci.model.execution import ScriptOutcome
from stelp_ci.probe.differential.inputs import Input
from stelp_ci.probe.differential.probe import CALL_S, SCRIPT, recorded_calls
from stelp_ci.probe.differential.values import Plain, same, walk
from stelp_ci.probe.differential.wire import Answer, Told, read_answers
from stelp_ci.probe.isolated.eligible import NotIsolated
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.running import run_script
from stelp_ci.probe.survey.functions import ChangedFunction
from stelp_ci.probe.survey.wire import Seen

Known = dict[int, list[tuple[dict[str, Any], dict[str, Any]]]]
"""For each function (by `id`) its calls and their answers, as the stand-in is given them."""

FUNCTION_S = 3.0
TURNS = 2
MESSAGE = 200
_FOREIGN = frozenset({"ref", "make", "object", "other", "same"})
"""Tags of values that are more than exact builtin types."""


def ask(job: ProbeJob, functions: list[tuple[ChangedFunction, Seen]]) -> Known:
    """The answers of all of them. Raises `NotIsolated`, and `SandboxError` when the sandbox itself fails."""
    inputs = [_inputs(one, seen) for one, seen in functions]
    document = {
        "functions": [
            {"place": _place(one), "calls": [call._asdict() for call in calls], "plain": True}
            for (one, _), calls in zip(functions, inputs, strict=True)
        ],
        "times": TURNS,
        "call_s": CALL_S,
        "function_s": FUNCTION_S,
        "deny": job.deny,
    }
    told = _read(run_script(job, job.head, SCRIPT, document), inputs)
    return {
        id(one): [_checked(one, call, answers) for call, answers in zip(calls, of_one.answers, strict=True)]
        for (one, _), calls, of_one in zip(functions, inputs, told, strict=True)
    }


def _place(one: ChangedFunction) -> dict[str, object]:
    return {"module": one.module, "qualname": one.unit.qualname, "first": one.unit.span.start}


def _inputs(one: ChangedFunction, seen: Seen) -> list[Input]:
    """The recorded calls. Raises `NotIsolated` where not all of them could be recorded as plain data."""
    name = one.unit.qualname
    calls = recorded_calls(seen)
    if seen.missed_calls or len(calls) != len(seen.calls):
        raise NotIsolated(f"{name} is called with arguments that are no plain data")
    for call in calls:
        if not _is_plain([*call.args, *(value for _, value in call.kwargs)]):
            raise NotIsolated(f"{name} is called with arguments that are no plain data")
    return calls


def _read(outcome: ScriptOutcome, inputs: list[list[Input]]) -> list[Told]:
    if not outcome.completed:
        limit = outcome.outcome.limit
        why = f"the {limit.value} limit ended it" if limit else "it did not come to its end"
        raise NotIsolated(f"the functions by themselves: {why}")
    told = read_answers(outcome.records, tuple(len(calls) for calls in inputs), TURNS)
    if told is None:
        raise NotIsolated("what the functions answered cannot be read")
    for one in told:
        if one.unlocated:
            raise NotIsolated(f"a function is not found by itself: {one.unlocated}")
    return told


def _checked(
    one: ChangedFunction, call: Input, answers: tuple[Answer | None, ...]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The call and its one answer. Raises `NotIsolated` where there is none that is plain and the same each time."""
    name = one.unit.qualname
    first, *others = answers
    if first is None or first.slow or not all(other is not None and _agree(first, other) for other in others):
        raise NotIsolated(f"{name} does not answer the same call in the same way each time")
    arguments: Plain = [list(call.args), {"dict": [[word, value] for word, value in call.kwargs]}]
    if not same(first.after, arguments):
        raise NotIsolated(f"{name} alters its arguments")
    if not _is_plain(first.returned):
        raise NotIsolated(f"{name} returns a value that is no plain data")
    raised = first.raised.removeprefix("builtins.")
    kind = getattr(builtins, raised, None) if first.raised.startswith("builtins.") else None
    ordinary = isinstance(kind, type) and issubclass(kind, Exception) and len(first.message) < MESSAGE
    if first.raised and not ordinary:
        raise NotIsolated(f"{name} raises {first.raised}, which is no exception of Python's own")
    told = {"returned": first.returned, "raised": raised, "message": first.message}
    return cast("dict[str, Any]", msgspec.to_builtins(call._asdict())), told


def _agree(one: Answer, other: Answer) -> bool:
    alike = same(one.returned, other.returned) and same(one.after, other.after)
    return alike and (one.raised, one.message, other.slow) == (other.raised, other.message, False)


def _is_plain(value: Plain) -> bool:
    """Whether all of it is exact builtin types."""
    return not any(isinstance(part, dict) and not part.keys().isdisjoint(_FOREIGN) for part in walk(value))
