"""`stelp-ci bench mbpp`: sanitized MBPP under the strict profile: what completes with its asserts passing."""

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.figures import Table
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.program_data import read_mbpp
from stelp_ci.bench.program_runs import Source, not_completed, open_bench, run_sources, said_of
from stelp_ci.exec.setup import RunProfile
from stelp_ci.model.ports import Progress
from stelp_ci.model.program_run import RunStatus

REFUSED_SHARE = 0.01
"""The most programs that may be outside the documented subset."""


def measure(options: Options, progress: Progress) -> Result:
    """Run every program with its asserts. Raises `StelpError`."""
    programs = read_mbpp(options.data_folder())[: options.limit]
    runs = run_sources(
        open_bench(options, progress), [Source(one.id, one.source) for one in programs], RunProfile.STRICT
    )
    progress.end("bench")
    others = {str(run.id): said_of(run) for run in runs if run.status is not RunStatus.COMPLETED}
    refused = [run for run in runs if run.status is RunStatus.BLOCKED]
    completed = len(runs) - len(others)
    met = len(refused) == len(others) and len(refused) <= REFUSED_SHARE * len(runs)
    lines = [
        describe_machine(),
        f"sanitized MBPP, strict, in gVisor: {completed} of {len(runs)} complete with their asserts passing",
        f"refused: {len(refused)} (at most {REFUSED_SHARE:.0%} may be outside the documented subset)",
        *(f"  {name}: {said}" for name, said in others.items()),
    ]
    document = {
        "benchmark": "mbpp",
        "programs": len(runs),
        "completed": completed,
        "refused": len(refused),
        "not_completed": others,
    }
    rows = (
        ("programs", len(runs)),
        ("completed", completed),
        ("refused", len(refused)),
        ("other", len(others) - len(refused)),
    )
    table = Table("Sanitized MBPP under strict, in gVisor", ("programs", "count"), rows)
    return Result(document, "\n".join(lines) + "\n", met, (table, not_completed(others)))
