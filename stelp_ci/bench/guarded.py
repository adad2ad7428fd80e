"""`stelp-ci bench guarded`: whole test suites with and without the guarded profile: what differs, what it costs."""

import statistics
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.suites import projects_of, run_suite, runnable_of, task_of
from stelp_ci.cache import cache_directory
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import open_sandbox
from stelp_ci.model.execution import DenyRule, PytestResult
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

    @property
    def ratio(self) -> float:
        """The median with the profile over the median without it."""
        return statistics.median(self.guarded) / statistics.median(self.plain)


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
            suites.append(_suite(project.name, runnable, sandbox, options.runs))
    progress.end("bench")
    met = all(suite.ratio <= TARGET and not suite.different for suite in suites)
    return Result(_document(suites), _text(suites), met)


def _suite(name: str, project: Runnable, sandbox: Sandbox, runs: int) -> Suite:
    """Both in turn, `runs` times, after one run of each that is not counted."""
    timed: dict[bool, list[float]] = {False: [], True: []}
    results: dict[bool, PytestResult] = {}
    for number in range(runs + 1):
        for guarded in (False, True):
            task = structs.replace(task_of(project), trace=guarded, deny=(NOBODY,) if guarded else ())
            ran = run_suite(name, project, sandbox, task)
            results[guarded] = ran.result
            timed[guarded] += [ran.seconds] if number else []
    plain, guarded = (
        {test.nodeid: (test.outcome, test.path, test.line) for test in results[which].tests} for which in (False, True)
    )
    different = tuple(sorted(key for key in plain.keys() | guarded.keys() if plain.get(key) != guarded.get(key)))
    return Suite(name, len(plain), tuple(timed[False]), tuple(timed[True]), different, len(results[True].effects))


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
            }
            for suite in suites
        },
    }


def _text(suites: list[Suite]) -> str:
    head = f"{'project':<24} {'tests':>6} {'plain s':>8} {'guarded s':>9} {'ratio':>6} {'different':>9} {'effects':>8}"
    rows = [
        f"{suite.project:<24} {suite.tests:6} {statistics.median(suite.plain):8.2f} "
        f"{statistics.median(suite.guarded):9.2f} {suite.ratio:6.2f} {len(suite.different):9} {suite.effects:8}"
        for suite in suites
    ]
    different = [f"differs: {suite.project} {test}" for suite in suites for test in suite.different]
    return (
        "\n".join([describe_machine(), "", head, *rows, *different, "", f"at most {TARGET} and no difference"]) + "\n"
    )
