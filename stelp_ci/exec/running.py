"""Runs programs in sandboxes, several at a time, and gives their results in the order in which they came."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future

from stelp_ci.exec.load import Item
from stelp_ci.exec.setup import Isolation, Setup
from stelp_ci.exec.workers import LocalWorkers, Workers
from stelp_ci.model.ports import ProgramSandbox
from stelp_ci.model.program_run import ProgramRun

LOAD_PROGRAMS = 32
"""Programs in one sandbox: few enough that their output fits one result, many enough that its start costs little."""
LOAD_BYTES = 4 << 20
AHEAD = 2


def run_all(items: Iterable[Item], setup: Setup, sandbox: ProgramSandbox) -> Iterator[ProgramRun]:
    """The results, in order, from sandboxes of this machine: `setup.jobs` of them at a time."""
    with LocalWorkers(sandbox, setup.jobs) as workers:
        yield from spread(items, setup, workers)


def spread(items: Iterable[Item], setup: Setup, workers: Workers, *, size: int = LOAD_PROGRAMS) -> Iterator[ProgramRun]:
    """The results, in order, `size` programs to a sandbox. Items are drawn as there is room: it may be endless.

    A sandbox that breaks while it holds several programs tells nothing about them: each is run again in one of its own.
    """
    pending: deque[Future[list[ProgramRun]]] = deque()
    for load in loads(items, 1 if setup.isolation is Isolation.SANDBOX else size):
        pending.append(workers.submit(load, setup))
        while len(pending) >= workers.at_once * AHEAD:
            yield from pending.popleft().result()
    while pending:
        yield from pending.popleft().result()


def loads(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Cut the items into what goes to one sandbox: at most `size` programs and `LOAD_BYTES` of them."""
    load: list[Item] = []
    programs = held = 0
    for item in items:
        weight = _weight(item)
        if programs and weight and (programs == size or held + weight > LOAD_BYTES):
            yield load
            load, programs, held = [], 0, 0
        load.append(item)
        programs, held = programs + (weight > 0), held + weight
    if load:
        yield load


def _weight(item: Item) -> int:
    if isinstance(item, ProgramRun):
        return 0
    program = item.program
    return 1 + len(program.source) * 4 // 3 + len(bytes(program.arguments)) + len(bytes(program.keywords))
