"""What a writer of programs needs to mend one: each cause with its place, what was seen, and what to write instead."""

from typing import Any

import msgspec

from stelp_ci.model.program_run import ProgramRun, RunLimit
from stelp_ci.transpile.plain_data import encode

VERSION = 1
SHOWN = 4_000
LIMIT_REPAIRS = {
    RunLimit.WALL: "Do less work: the program ran out of time by the clock.",
    RunLimit.CPU: "Do less work: the program ran out of processor time.",
    RunLimit.FUEL: "Bound the loops: all of them together went round too often.",
    RunLimit.MEMORY: "Hold less at a time: use iterators instead of lists, and bound what is built.",
    RunLimit.RECURSION: "Give the recursion a base case that every call approaches, or use a loop.",
    RunLimit.PROCESSES: "Start no processes or threads.",
    RunLimit.OUTPUT: "Print less.",
}


def feedback_of(source: bytes, run: ProgramRun, *, attempt: int = 1) -> dict[str, Any]:
    """The feedback on one run, as JSON data. `repairs` are sentences in the order in which they should be read."""
    return {
        "version": VERSION,
        "id": run.id,
        "attempt": attempt,
        "status": run.status,
        "stage": run.stage,
        "limit": run.limit,
        "violations": msgspec.to_builtins(run.violations),
        "exception": msgspec.to_builtins(run.exception),
        "repairs": repairs_of(run),
        "stdout": run.stdout[-SHOWN:],
        "value": encode(run.value),
        "calls": msgspec.to_builtins(run.calls),
        "loosened": list(run.loosened),
        "source": source.decode("utf-8", "backslashreplace"),
    }


def repairs_of(run: ProgramRun) -> list[str]:
    """What to change, each once."""
    found = [f"Line {one.line}: {one.repair or one.message}" for one in run.violations]
    if run.limit:
        found.append(LIMIT_REPAIRS[run.limit])
    elif run.exception and not found:
        place = f"Line {run.exception.line} raised" if run.exception.line else "The program ended with"
        found.append(f"{place} {run.exception.type}: {run.exception.message}".strip())
    return list(dict.fromkeys(found))
