"""`stelp-ci bench syscall-log`: whole test suites with and without gVisor's log of system calls: what it costs."""

import statistics
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.suites import Ran, projects_of, run_suite, runnable_of, task_of
from stelp_ci.cache import cache_directory
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import open_sandbox
from stelp_ci.model.kernel import KernelEffect
from stelp_ci.model.ports import Progress, Sandbox
from stelp_ci.model.source import Runnable
from stelp_ci.probe.kernel import unreported

TARGET = 1.10


class Suite(NamedTuple):
    """One project: wall seconds without and with the log, the effects in it, and those that Python did not report."""

    project: str
    tests: int
    plain: tuple[float, ...]
    logged: tuple[float, ...]
    plain_cpu: tuple[float, ...]
    logged_cpu: tuple[float, ...]
    effects: int
    silent: tuple[KernelEffect, ...]
    complete: bool

    @property
    def ratio(self) -> float:
        """The median with the log over the median without it."""
        return statistics.median(self.logged) / statistics.median(self.plain)

    @property
    def cpu_ratio(self) -> float:
        """The same of what it cost the processors."""
        return statistics.median(self.logged_cpu) / statistics.median(self.plain_cpu)


def measure(options: Options, progress: Progress) -> Result:
    """Each folder of `--data` is the source tree of one project. Raises `StelpError` when one cannot be run."""
    cache = cache_directory()
    interpreter = inspect_interpreter(Path(sys.executable))
    harness = harness_layer(cache, interpreter).site
    plain, logging = (
        open_sandbox(interpreter=interpreter, harness=harness, cache=cache, log_calls=on) for on in (False, True)
    )
    suites: list[Suite] = []
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as scratch:
        for project in projects_of(options):
            progress.begin("bench", f"syscall-log: {project.name}")
            runnable = runnable_of(project, Path(scratch, project.name), interpreter, progress)
            suites.append(_suite(project.name, runnable, (plain, logging), options.runs))
    progress.end("bench")
    met = all(suite.complete for suite in suites) and _whole(suites) <= TARGET
    return Result(_document(suites), _text(suites), met)


def _suite(name: str, project: Runnable, sandboxes: tuple[Sandbox, Sandbox], runs: int) -> Suite:
    """Both in turn, `runs` times, after one run of each that is not counted. The trace is on in both, as in a check."""
    task = structs.replace(task_of(project), trace=True)
    ran: list[list[Ran]] = [[], []]
    for _ in range(runs + 1):
        for kept, sandbox in zip(ran, sandboxes, strict=True):
            kept.append(run_suite(name, project, sandbox, task))
    plain, logged = (tuple(one.seconds for one in kept[1:]) for kept in ran)
    plain_cpu, logged_cpu = (tuple(one.cpu_s for one in kept[1:]) for kept in ran)
    last = ran[1][-1]
    log = last.outcome.kernel
    return Suite(
        name,
        len(last.result.tests),
        plain,
        logged,
        plain_cpu,
        logged_cpu,
        len(log.effects) if log else 0,
        unreported(log, last.result) if log else (),
        log is not None and log.complete and log.began and not log.unread,
    )


def _whole(suites: list[Suite]) -> float:
    """The medians of all projects together: processor time with the log over that without it."""
    logged = sum(statistics.median(one.logged_cpu) for one in suites)
    return logged / sum(statistics.median(one.plain_cpu) for one in suites)


def _document(suites: list[Suite]) -> dict[str, object]:
    return {
        "benchmark": "syscall-log",
        "machine": describe_machine(),
        "target": TARGET,
        "ratio": _whole(suites),
        "projects": {
            suite.project: {
                "tests": suite.tests,
                "plain_s": suite.plain,
                "logged_s": suite.logged,
                "ratio": suite.ratio,
                "plain_cpu_s": suite.plain_cpu,
                "logged_cpu_s": suite.logged_cpu,
                "cpu_ratio": suite.cpu_ratio,
                "effects": suite.effects,
                "unreported": [effect.shown for effect in suite.silent],
                "complete": suite.complete,
            }
            for suite in suites
        },
    }


def _text(suites: list[Suite]) -> str:
    head = f"{'project':<24} {'tests':>6} {'plain s':>8} {'logged s':>8} {'ratio':>6} {'cpu ratio':>9}"
    head += f" {'effects':>8} {'unreported':>10}"
    rows = [
        f"{suite.project:<24} {suite.tests:6} {statistics.median(suite.plain):8.2f} "
        f"{statistics.median(suite.logged):8.2f} {suite.ratio:6.2f} {suite.cpu_ratio:9.2f} "
        f"{suite.effects:8} {len(suite.silent):10}"
        for suite in suites
    ]
    silent = [f"unreported: {suite.project} {effect.shown}" for suite in suites for effect in suite.silent]
    broken = [f"the log of {suite.project} is not whole" for suite in suites if not suite.complete]
    whole = f"processor time of all together {_whole(suites):.3f} (at most {TARGET})"
    return "\n".join([describe_machine(), "", head, *rows, "", *silent, *broken, whole]) + "\n"
