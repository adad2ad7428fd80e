"""`stelp-ci bench differential`: small functions with one fault each, found from calls that do not reveal it.

Beside, with `--peers`: Hypothesis alone (200 examples) and CrossHair's `diffbehavior`, on the same pairs; and all three
on boundary faults in a released function.
"""

import ast
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple, cast

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.differential import peers as other_tools
from stelp_ci.bench.differential.released import KIND as RELEASED
from stelp_ci.bench.differential.released import read_released
from stelp_ci.bench.faulty import Faulty, read_faulty
from stelp_ci.bench.machine import describe_machine
from stelp_ci.cache import cache_directory
from stelp_ci.errors import StelpError
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import open_sandbox
from stelp_ci.kept import Kept
from stelp_ci.model.change import Change, ChangedUnit, ChangeKind, FileChange, Revision, Span, Unit, UnitKind
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.measured import Differential
from stelp_ci.model.ports import Progress, Sandbox
from stelp_ci.model.settings import ExecuteSettings
from stelp_ci.model.source import Runnable
from stelp_ci.probe.differential.constants import mine
from stelp_ci.probe.differential.inputs import Input, plan_inputs
from stelp_ci.probe.differential.pairs import Pair, pairs
from stelp_ci.probe.differential.probe import Asked, differences
from stelp_ci.probe.differential.values import Plain
from stelp_ci.probe.job import ProbeJob
from stelp_ci.probe.survey.functions import ChangedFunction, Version, read_version

BATCH = 5
"""Functions of one change, as in `bench check`."""

EXPOSED = 0.9
MEDIAN_INPUTS = 10
SECONDS = 1.0


class Found(NamedTuple):
    """One function: how many inputs beyond the given calls it took (0: not found), and its share of the seconds."""

    case: Faulty
    item: Differential
    inputs: int
    seconds: float


def measure(options: Options, progress: Progress) -> Result:
    """All functions, or the first `options.limit`; with `--resume DIR` what peers found is kept there.

    Raises `StelpError` when one cannot be compared.
    """
    own = read_faulty()[: options.limit]
    if not options.peers:
        return compare(own, progress)
    if options.resume:
        options.resume.mkdir(parents=True, exist_ok=True)
    kept = Kept(options.resume and options.resume / "peers.jsonl", stages=("bench",))
    return compare((*own, *read_released()), progress, peers=kept)


def compare(cases: tuple[Faulty, ...], progress: Progress, *, peers: Kept | None = None) -> Result:
    """`BATCH` functions at a time, in real sandboxes; after that the peers, if there is something to keep theirs in."""
    cache = cache_directory()
    interpreter = inspect_interpreter(Path(sys.executable))
    sandbox = open_sandbox(interpreter=interpreter, harness=harness_layer(cache, interpreter).site, cache=cache)
    found: list[Found] = []
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as folder:
        base, head = (_written(Path(folder, side), cases, broken=side == "head") for side in ("base", "head"))
        for start in range(0, len(cases), BATCH):
            progress.begin("bench", f"differential: {start} of {len(cases)} functions")
            found += _batch(cases[start : start + BATCH], base, head, sandbox)
        sides = base.source, head.source
        others = other_tools.measure_peers(cases, sides, peers, progress) if peers else []
    progress.end("bench")
    ours = [one for one in found if one.case.kind != RELEASED]
    return Result(_document(ours, found, others), _text(ours, found, others), met=_met(ours))


def _written(folder: Path, cases: tuple[Faulty, ...], *, broken: bool) -> Runnable:
    folder.mkdir()
    for case in cases:
        (folder / f"{case.name}.py").write_text(case.broken if broken else case.source, encoding="utf-8")
    return Runnable(folder, (".",), ())


def _batch(cases: tuple[Faulty, ...], base: Runnable, head: Runnable, sandbox: Sandbox) -> list[Found]:
    side = Revision(label="bench", tree="")
    job = ProbeJob(Change(base=side, head=side), lambda: base, head, sandbox, ExecuteSettings(), head.source)
    begun = time.monotonic()
    asked = [_asked(case, base, head) for case in cases]
    items = differences(job, base, asked)
    seconds = (time.monotonic() - begun) / len(cases)
    return [_found(case, item, seconds) for case, item in zip(cases, items, strict=True)]


def _found(case: Faulty, item: Differential, seconds: float) -> Found:
    if item.not_assessed:
        raise StelpError(f"{case.name} cannot be compared: {item.not_assessed}", remedy="mend the case")
    if 0 < item.first_at <= len(case.calls):
        raise StelpError(f"the given calls of {case.name} reveal its fault", remedy="mend the case")
    return Found(case, item, item.first_at - len(case.calls) if item.difference else 0, seconds)


def _asked(case: Faulty, base: Runnable, head: Runnable) -> Asked:
    pair = _pair(case, base, head)
    names = [argument.arg for argument in pair.head.node.args.args]
    seeds = [Input((), tuple(zip(names, map(_told, call), strict=True))) for call in case.calls]
    return Asked(pair, plan_inputs(seeds, mine(pair.base, pair.head)), len(seeds))


def _pair(case: Faulty, base: Runnable, head: Runnable) -> Pair:
    path = f"{case.name}.py"
    old, new = (_unit(case, text) for text in (case.source, case.broken))
    changed = ChangedUnit(kind=ChangeKind.MODIFIED, base=old, head=new)
    file = FileChange(kind=ChangeKind.MODIFIED, base_path=path, head_path=path, role=FileRole.SOURCE, is_python=True)
    version = read_version(head.source / path, new)
    if not isinstance(version, Version):
        raise StelpError(f"{case.name}: {version}", remedy="mend the case")
    ready, others = pairs([ChangedFunction(file, changed, new, case.name, frozenset(), version)], base)
    if not ready:
        raise StelpError(f"{case.name}: {others[0][1]}", remedy="mend the case")
    return ready[0]


def _unit(case: Faulty, text: str) -> Unit:
    named = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == case.function)
    node = next(named)
    span = Span(start=node.lineno, end=node.end_lineno or node.lineno)
    return Unit(path=f"{case.name}.py", qualname=case.function, kind=UnitKind.FUNCTION, span=span)


def _told(value: object) -> Plain:
    """One of the values of the table as the sandbox is told it."""
    match value:
        case float():
            return {"float": repr(value)}
        case list():
            return [_told(item) for item in cast("list[object]", value)]
        case dict():
            return {"dict": [[_told(key), _told(item)] for key, item in cast("dict[object, object]", value).items()]}
        case None | bool() | int() | str():
            return value
        case _:
            raise StelpError(f"{value!r} is of no type that the table uses", remedy="mend the case")


def _met(found: list[Found]) -> bool:
    exposed = [one.inputs for one in found if one.inputs]
    share = len(exposed) / len(found)
    slowest = max(one.seconds for one in found)
    return share >= EXPOSED and statistics.median(exposed) <= MEDIAN_INPUTS and slowest <= SECONDS


def _document(found: list[Found], shown: list[Found], peers: list[other_tools.Compared]) -> dict[str, object]:
    """`found` are the cases that the targets speak of; `shown` are these and the released ones."""
    exposed = [one.inputs for one in found if one.inputs]
    return {
        "benchmark": "differential",
        "machine": describe_machine(),
        "functions": len(found),
        "exposed": len(exposed),
        "median_inputs": statistics.median(exposed) if exposed else None,
        "slowest_seconds": max(one.seconds for one in found),
        "targets": {"exposed": EXPOSED, "median_inputs": MEDIAN_INPUTS, "seconds": SECONDS},
        "cases": [
            {
                "name": one.case.name,
                "kind": one.case.kind,
                "inputs": one.inputs,
                "seconds": one.seconds,
                "call": one.item.difference.call if one.item.difference else None,
            }
            for one in shown
        ],
        "peers": [peer._asdict() for peer in peers],
    }


def _text(found: list[Found], shown: list[Found], peers: list[other_tools.Compared]) -> str:
    exposed = [one.inputs for one in found if one.inputs]
    median = f"median input {statistics.median(exposed):g}" if exposed else "none"
    slowest = max(one.seconds for one in found)
    rows = [_row(one) for one in shown]
    share = f"exposed {len(exposed)} of {len(found)} (at least {EXPOSED:.0%})"
    total = f"{share}; {median} (at most {MEDIAN_INPUTS}); at most {slowest:.2f} s a function (at most {SECONDS:g})"
    head = (describe_machine(), "inputs: how many beyond the given calls, which reveal nothing, until both differ", "")
    return "\n".join([*head, *rows, "", total, *(other_tools.as_line(peer) for peer in peers)]) + "\n"


def _row(one: Found) -> str:
    told = one.item.difference
    shown = f"{told.call}: {told.base}, now {told.head}" if told else "not found"
    return f"{one.case.name:<14} {one.case.kind:<15} {one.inputs:>4}  {shown}"
