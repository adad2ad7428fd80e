"""Calls both versions of each changed function with the same inputs, each version in a sandbox of its own."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import msgspec

from stelp_ci.errors import LayerError
from stelp_ci.model.evidence import Evidence, evidence_id
from stelp_ci.model.measured import Differential
from stelp_ci.model.source import Runnable
from stelp_ci.probe.differential.annotated import annotated_calls
from stelp_ci.probe.differential.compare import Compared, Differing, as_difference, compare, plainest
from stelp_ci.probe.differential.constants import mine
from stelp_ci.probe.differential.inputs import Input, plan_inputs
from stelp_ci.probe.differential.pairs import Pair, pairs
from stelp_ci.probe.differential.shrink import smaller
from stelp_ci.probe.differential.values import NoValueError, read_value
from stelp_ci.probe.differential.wire import Told, read_answers
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.running import run_script
from stelp_ci.probe.survey.functions import ChangedFunction
from stelp_ci.probe.survey.run import surveyed
from stelp_ci.probe.survey.wire import Seen

SCRIPT = "calls"
CALL_S = 0.5
FUNCTION_S = 1.5
TURNS = 2
"""How often each side answers: what it answers differently the second time is not compared."""

SEEDS = 12
"""Recorded calls that are started from."""


class Asked(NamedTuple):
    """A pair with its inputs, `recorded` of them from the tests."""

    pair: Pair
    inputs: list[Input]
    recorded: int


def assess(job: ProbeJob, so_far: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """One item for each function that both sides have. Raises `SandboxError` when the sandbox itself fails."""
    found = surveyed(job, so_far)
    functions = [one for one in found.functions if one.changed.base is not None]
    if not functions:
        return ()
    seen = {id(one): found.survey.seen.get(number) for number, one in enumerate(found.functions)}
    try:
        base = job.base()
    except LayerError as error:
        return tuple(_item(one, not_assessed=f"the base cannot be prepared: {error}") for one in functions)
    ready, others = pairs(functions, base)
    asked = [_asked(pair, seen[id(pair.function)]) for pair in ready]
    answered = differences(job, base, [one for one in asked if one.inputs])
    unknown = [
        _item(one.pair.function, not_assessed="no test calls it, and its arguments cannot be guessed")
        for one in asked
        if not one.inputs
    ]
    return (*answered, *unknown, *(_item(one, not_assessed=reason) for one, reason in others))


def differences(job: ProbeJob, base: Runnable, asked: list[Asked]) -> list[Differential]:
    """Call, compare, then call those that differ again with simpler inputs: only what differs twice is told."""
    first = _compared(job, base, [(one.pair, one.inputs) for one in asked])
    told = {n: (plainest(one.differing) if isinstance(one, Compared) else None) for n, one in enumerate(first)}
    again = [(n, witness) for n, witness in told.items() if witness is not None]
    second = _compared(job, base, [(asked[n].pair, [w.input, *smaller(w.input)]) for n, w in again])
    confirmed = {
        n: plainest(one.differing) for (n, _), one in zip(again, second, strict=True) if isinstance(one, Compared)
    }
    return [_read(one, first[n], confirmed.get(n)) for n, one in enumerate(asked)]


def _read(one: Asked, compared: Compared | str, witness: Differing | None) -> Differential:
    function = one.pair.function
    if isinstance(compared, str):
        return _item(function, not_assessed=compared)
    if not compared.inputs:
        return _item(function, not_assessed="no input has the same answer twice on both sides")
    first_at = compared.differing[0].number + 1 if witness and compared.differing else 0
    return msgspec.structs.replace(
        _item(function),
        tried=len(one.inputs),
        recorded=one.recorded,
        compared=compared.inputs,
        first_at=first_at,
        difference=as_difference(function.unit.qualname, witness, CALL_S) if witness else None,
    )


def _asked(pair: Pair, seen: Seen | None) -> Asked:
    recorded = recorded_calls(seen)[:SEEDS] if seen else []
    constants = mine(pair.base, pair.head)
    seeds = recorded or annotated_calls(pair.head.node, constants)
    return Asked(pair, plan_inputs(seeds, constants) if seeds else [], len(recorded))


def recorded_calls(seen: Seen) -> list[Input]:
    """The calls that the tests made, as far as they are what they should be."""
    found: list[Input] = []
    for call in seen.calls:
        try:
            args = tuple(read_value(raw) for raw in call.args)
            found.append(Input(args, tuple((name, read_value(raw)) for name, raw in call.kwargs)))
        except (msgspec.DecodeError, NoValueError, UnicodeDecodeError, RecursionError):
            continue
    return found


def _compared(job: ProbeJob, base: Runnable, asked: list[tuple[Pair, list[Input]]]) -> list[Compared | str]:
    """For each pair what the comparison gave, or why there is none."""
    if not asked:
        return []
    with ThreadPoolExecutor(max_workers=2) as sides:
        left = sides.submit(_told, job, base, [(pair.base_place, inputs) for pair, inputs in asked])
        right = sides.submit(_told, job, job.head, [(pair.head_place, inputs) for pair, inputs in asked])
        both = left.result(), right.result()
    for told, name in zip(both, ("base", "head"), strict=True):
        if isinstance(told, str):
            return [f"on the {name}, {told}"] * len(asked)
    rows = zip(asked, *(told for told in both if not isinstance(told, str)), strict=True)
    return [_one(inputs, mine, theirs) for (_, inputs), mine, theirs in rows]


def _one(inputs: list[Input], base: Told, head: Told) -> Compared | str:
    for told, name in ((base, "base"), (head, "head")):
        if told.unlocated:
            return f"on the {name}, {told.unlocated}"
    return compare(inputs, base, head)


def _told(job: ProbeJob, side: Runnable, asked: list[tuple[dict[str, object], list[Input]]]) -> list[Told] | str:
    """What one side answers, or why it does not."""
    functions = [{"place": place, "calls": [_call(one) for one in inputs]} for place, inputs in asked]
    bounds = {"times": TURNS, "call_s": CALL_S, "function_s": FUNCTION_S}
    document = {"functions": functions, **bounds, "deny": job.deny}
    outcome = run_script(job, side, SCRIPT, document)
    if not outcome.completed:
        limit = outcome.outcome.limit
        return (
            f"the {limit.value} limit ended it" if limit else outcome.outcome.violation or "it did not come to its end"
        )
    counts = tuple(len(inputs) for _, inputs in asked)
    return read_answers(outcome.records, counts, TURNS) or "what it reported cannot be read"


def _call(one: Input) -> dict[str, object]:
    return {"args": one.args, "kwargs": one.kwargs}


def _item(one: ChangedFunction, not_assessed: str = "") -> Differential:
    return Differential(
        id=evidence_id("differential", one.unit.path, one.unit.qualname, str(one.unit.occurrence)),
        path=one.unit.path,
        unit=one.unit.qualname,
        line=one.unit.span.start,
        not_assessed=not_assessed,
    )
