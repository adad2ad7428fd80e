"""`stelp-ci bench guarded`: whole test suites with and without the guarded profile: what differs, what it costs.

Each suite is run once more on both sides with a fault in every test (`tracebacks.py`), which is not timed.
"""

import statistics
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.suites import projects_of, run_suite, runnable_of, task_of
from stelp_ci.bench.tracebacks import Compared, Tracebacks, compared_by, faulty_task, tracebacks_of, with_faults
from stelp_ci.cache import cache_directory
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import open_sandbox
from stelp_ci.model.execution import DenyRule, PytestResult, PytestTask
from stelp_ci.model.ports import Progress, Sandbox
from stelp_ci.model.program import Capability
from stelp_ci.model.source import Runnable

TARGET = 1.10
NOBODY = DenyRule(paths=("no/such/path",), capabilities=(Capability.NATIVE,))
"""A denial that never applies: handlers are rewritten for it all the same."""


class Suite(NamedTuple):
    """One project: wall seconds of its tests without and with the profile, and the tests that ended differently."""

    project: str
    tests: int
    plain: tuple[float, ...]
    guarded: tuple[float, ...]
    different: tuple[str, ...]
    effects: int
    tracebacks: Compared

    @property
    def ratio(self) -> float:
        """The median with the profile over the median without it."""
        return statistics.median(self.guarded) / statistics.median(self.plain)

    @property
    def met(self) -> bool:
        """Whether it is quick enough and nothing differs. Where no traceback was seen, none is known to be the same."""
        return self.ratio <= TARGET and not self.different and not self.tracebacks.moved and self.tracebacks.same > 0


def measure(options: Options, progress: Progress) -> Result:
    """Each project, with and without the profile. Raises `StelpError` when one cannot be run."""
    projects = projects_of(options)
    cache = cache_directory()
    interpreter = inspect_interpreter(Path(sys.executable))
    sandbox = open_sandbox(interpreter=interpreter, harness=harness_layer(cache, interpreter).site, cache=cache)
    suites: list[Suite] = []
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as scratch:
        for project in projects:
            progress.begin("bench", f"guarded: {project.name}")
            runnable = runnable_of(project, Path(scratch, project.name), interpreter, progress)
            faulty = with_faults(runnable, Path(scratch, f"{project.name}-faults"))
            suites.append(_suite(project.name, (runnable, faulty), sandbox, options.runs))
    progress.end("bench")
    return Result(_document(suites), _text(suites), all(suite.met for suite in suites))


def _suite(name: str, projects: tuple[Runnable, Runnable], sandbox: Sandbox, runs: int) -> Suite:
    """Both in turn, `runs` times, after one run of each that is not counted."""
    project, faulty = projects
    timed: dict[bool, list[float]] = {False: [], True: []}
    results: dict[bool, PytestResult] = {}
    for number in range(runs + 1):
        for guarded in (False, True):
            ran = run_suite(name, project, sandbox, _task(project, guarded=guarded))
            results[guarded] = ran.result
            timed[guarded] += [ran.seconds] if number else []
    plain, guarded = (
        {test.nodeid: (test.outcome, test.path, test.line) for test in results[which].tests} for which in (False, True)
    )
    different = tuple(sorted(key for key in plain.keys() | guarded.keys() if plain.get(key) != guarded.get(key)))
    return Suite(
        project=name,
        tests=len(plain),
        plain=tuple(timed[False]),
        guarded=tuple(timed[True]),
        different=different,
        effects=len(results[True].effects),
        tracebacks=compared_by(lambda guarded: _tracebacks(name, faulty, sandbox, guarded=guarded)),
    )


def _task(project: Runnable, *, guarded: bool) -> PytestTask:
    return structs.replace(task_of(project), trace=guarded, deny=(NOBODY,) if guarded else ())


def _tracebacks(name: str, project: Runnable, sandbox: Sandbox, *, guarded: bool) -> Tracebacks:
    ran = run_suite(name, project, sandbox, faulty_task(_task(project, guarded=guarded)))
    return tracebacks_of(name, ran.outcome)


def _document(suites: list[Suite]) -> dict[str, object]:
    return {
        "benchmark": "guarded",
        "machine": describe_machine(),
        "target": TARGET,
        "projects": {
            suite.project: {
                "tests": suite.tests,
                "plain_s": suite.plain,
                "guarded_s": suite.guarded,
                "ratio": suite.ratio,
                "different": suite.different,
                "effects": suite.effects,
                "tracebacks": suite.tracebacks._asdict(),
            }
            for suite in suites
        },
    }


def _text(suites: list[Suite]) -> str:
    head = (
        f"{'project':<24} {'tests':>6} {'plain s':>8} {'guarded s':>9} {'ratio':>6} {'different':>9} "
        f"{'tracebacks':>10} {'moved':>6} {'unsteady':>9} {'effects':>8}"
    )
    rows = [
        f"{suite.project:<24} {suite.tests:6} {statistics.median(suite.plain):8.2f} "
        f"{statistics.median(suite.guarded):9.2f} {suite.ratio:6.2f} {len(suite.different):9} "
        f"{suite.tracebacks.same:10} {len(suite.tracebacks.moved):6} {len(suite.tracebacks.unsteady):9} "
        f"{suite.effects:8}"
        for suite in suites
    ]
    different = [f"differs: {suite.project} {test}" for suite in suites for test in suite.different]
    moved = [f"other lines: {suite.project} {test}" for suite in suites for test in suite.tracebacks.moved]
    unsteady = [f"unsteady: {suite.project} {test}" for suite in suites for test in suite.tracebacks.unsteady]
    target = f"at most {TARGET}, no difference, and the same lines in every traceback"
    return "\n".join([describe_machine(), "", head, *rows, *different, *moved, *unsteady, "", target]) + "\n"
