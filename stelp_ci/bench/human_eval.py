"""`stelp-ci bench human-eval`: the safe half of the paper's data, and equality with CPython on further inputs."""

from typing import NamedTuple, cast

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.figures import Table
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.program_data import InputProgram, read_human_eval, read_plus_mini
from stelp_ci.bench.program_runs import Bench, Source, not_completed, open_bench, run_sources, said_of
from stelp_ci.exec.setup import RunProfile
from stelp_ci.model.ports import Progress
from stelp_ci.model.program_run import ProgramRun, RunStatus
from stelp_ci.transpile.plain_data import encode

MAY_FAIL = 1
"""HumanEval/160 calls eval, which no strict program may."""
DRIVER = """

def every_input_of_the_benchmark(inputs):
    import hashlib
    results = []
    for given in inputs:
        try:
            result = {entry}(*given)
        except (Exception,) as error:
            results.append(["raised", type(error).__name__])
            continue
        text = hex(result) if type(result) is int else repr(result)
        if len(text) > 2000:
            result = [type(result).__name__, hashlib.sha256(text.encode()).hexdigest()]
        results.append(["returned", result])
    return results
"""
"""A result that is too long to be carried out of the sandbox is compared by the digest of its text, and its type."""
DRIVER_ENTRY = "every_input_of_the_benchmark"
INPUTS_S = 60


class Equality(NamedTuple):
    """How many inputs were compared, and what differed or could not be compared: program id to what was seen."""

    inputs: int
    equal: int
    different: dict[str, str]


def measure(options: Options, progress: Progress) -> Result:
    """Run every reference program with its tests, then on the inputs of HumanEval+ mini. Raises `StelpError`."""
    bench = open_bench(options, progress)
    programs = read_human_eval(options.data_folder())[: options.limit]
    runs = run_sources(bench, [Source(one.id, one.source) for one in programs], RunProfile.STRICT)
    equality = compare_inputs(bench, read_plus_mini(options.data_folder())[: options.limit])
    progress.end("bench")
    others = {str(run.id): said_of(run) for run in runs if run.status is not RunStatus.COMPLETED}
    met = len(others) <= MAY_FAIL and not equality.different
    tables = (as_table(len(runs), others, equality), not_completed({**others, **equality.different}))
    return Result(as_document(runs, others, equality), as_text(runs, others, equality), met, tables)


def compare_inputs(bench: Bench, programs: list[InputProgram]) -> Equality:
    """The same calls under the strict profile and under plain CPython, both in gVisor: value and type."""
    sources = [
        Source(one.id, one.source + DRIVER.replace("{entry}", one.entry), DRIVER_ENTRY, (one.inputs,))
        for one in programs
    ]
    ours = run_sources(bench, sources, RunProfile.STRICT, wall_s=INPUTS_S)
    theirs = run_sources(bench, sources, RunProfile.PLAIN, wall_s=INPUTS_S)
    different: dict[str, str] = {}
    inputs = equal = 0
    for program, our, their in zip(programs, ours, theirs, strict=True):
        if our.status is RunStatus.BLOCKED:
            continue
        same, said = compared(our, their, len(program.inputs))
        inputs, equal = inputs + len(program.inputs), equal + same
        if said:
            different[program.id] = said
    return Equality(inputs, equal, different)


def compared(our: ProgramRun, their: ProgramRun, count: int) -> tuple[int, str]:
    """How many results are equal, and what the first difference is."""
    mine, other = _results(our, count), _results(their, count)
    if mine is None or other is None:
        return 0, f"not compared: {said_of(our)} against {said_of(their)}"
    pairs = list(zip(mine, other, strict=True))
    wrong = [(left, right) for left, right in pairs if left != right or "$opaque" in str(left)]
    return len(pairs) - len(wrong), f"{str(wrong[0][0])[:200]} against {str(wrong[0][1])[:200]}" if wrong else ""


def _results(run: ProgramRun, count: int) -> list[str] | None:
    """The coded results: coded, because 1 == 1.0 == True, and the codes of these differ."""
    value: object = run.value
    results = cast("list[object]", value) if isinstance(value, list) else []
    if run.status is not RunStatus.COMPLETED or len(results) != count:
        return None
    return [repr(encode(result)) for result in results]


def as_document(runs: list[ProgramRun], others: dict[str, str], equality: Equality) -> dict[str, object]:
    """The JSON form."""
    return {
        "benchmark": "human-eval",
        "programs": len(runs),
        "completed": len(runs) - len(others),
        "not_completed": others,
        "inputs": {"compared": equality.inputs, "equal": equality.equal, "different": equality.different},
    }


def as_text(runs: list[ProgramRun], others: dict[str, str], equality: Equality) -> str:
    """The table for people."""
    lines = [
        describe_machine(),
        f"HumanEval, strict, in gVisor: {len(runs) - len(others)} of {len(runs)} complete with their tests passing",
        *(f"  {name}: {said}" for name, said in others.items()),
        f"HumanEval+ mini: {equality.equal} of {equality.inputs} results equal CPython's, value and type",
        *(f"  {name}: {said}" for name, said in equality.different.items()),
    ]
    return "\n".join(lines) + "\n"


def as_table(programs: int, others: dict[str, str], equality: Equality) -> Table:
    """The counts."""
    completed = programs - len(others)
    rows = (
        ("HumanEval: complete with their tests passing", completed, programs),
        ("HumanEval+ mini: results equal CPython's, value and type", equality.equal, equality.inputs),
    )
    return Table("Under strict, in gVisor", ("what", "right", "of"), rows)
