"""The tracebacks of a whole test suite, into each of whose tests a fault was thrown: the project's frames, by line.

What throws it is `inside/stelp_tracebacks.py`, which is laid among the project's dependencies and loaded by name.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from stelp_ci.errors import StelpError
from stelp_ci.model.execution import Outcome, PytestTask
from stelp_ci.model.source import Runnable

PLUGIN = Path(__file__).parent / "inside" / "stelp_tracebacks.py"
MARK = "stelp-traceback "
MOST_RUNS = 5
"""Times that each side is run at most."""

Frame = tuple[str, int, str]
"""Path below the source, line, function."""
Tracebacks = dict[tuple[str, str], tuple[tuple[Frame, ...], ...]]
"""By node id and phase: the frames of the exception, and of each one that it came from."""


def with_faults(project: Runnable, scratch: Path) -> Runnable:
    """The project with the plugin, for which `scratch` becomes a layer."""
    scratch.mkdir()
    shutil.copy(PLUGIN, scratch)
    return project._replace(layers=(*project.layers, scratch), plugins=(*project.plugins, PLUGIN.stem))


def faulty_task(task: PytestTask) -> PytestTask:
    """The task without pytest's own account of failures, which would fill the output, and without an early end."""
    return msgspec.structs.replace(task, options=(*task.options, "--tb=no", "--maxfail=0"))


def tracebacks_of(name: str, outcome: Outcome) -> Tracebacks:
    """What the plugin told. Raises `StelpError` where it told nothing, or not all of it was kept."""
    lines = [line.removeprefix(MARK) for line in outcome.output.splitlines() if line.startswith(MARK)]
    if outcome.output_truncated or not lines:
        raise StelpError(f"the tracebacks of {name} are not known", remedy="see that its tests print less")
    rows = [msgspec.json.decode(line, type=tuple[str, str, tuple[tuple[Frame, ...], ...]]) for line in lines]
    return {(nodeid, phase): frames for nodeid, phase, frames in rows}


class Compared(NamedTuple):
    """How many tracebacks stand at the same lines, and of which tests, by node id, one does not.

    Those of the `unsteady` are not the same in every run (threads, sockets), but were seen the same on both sides.
    """

    same: int
    moved: tuple[str, ...]
    unsteady: tuple[str, ...]


def compare(plain: list[Tracebacks], guarded: list[Tracebacks]) -> Compared:
    """Runs without and with the profile. Moved is what no run of one side has as one of the other has it."""
    found = {key: ({run.get(key) for run in plain}, {run.get(key) for run in guarded}) for key in _keys(plain, guarded)}
    moved = {nodeid for (nodeid, _), (one, other) in found.items() if not one & other}
    unsteady = {nodeid for (nodeid, _), (one, other) in found.items() if len(one | other) > 1} - moved
    same = [nodeid for nodeid, _ in found if nodeid not in moved | unsteady]
    return Compared(len(same), tuple(sorted(moved)), tuple(sorted(unsteady)))


def _keys(plain: list[Tracebacks], guarded: list[Tracebacks]) -> set[tuple[str, str]]:
    return {key for run in (*plain, *guarded) for key in run}


def compared_by(run: Callable[[bool], Tracebacks]) -> Compared:
    """Run both sides, `run(guarded)`, and again while something seems to have moved: it may only be unsteady."""
    plain: list[Tracebacks] = []
    guarded: list[Tracebacks] = []
    for _ in range(MOST_RUNS):
        plain.append(run(False))  # noqa: FBT003 - the side
        guarded.append(run(True))  # noqa: FBT003
        if not compare(plain, guarded).moved:
            break
    return compare(plain, guarded)
