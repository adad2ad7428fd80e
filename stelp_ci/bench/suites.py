"""Whole test suites as benchmarks run them: of released projects, or of the source trees in `--data`."""

import resource
import time
from pathlib import Path
from typing import NamedTuple

from stelp_ci.bench.benchmark import Options
from stelp_ci.bench.released_projects import released_projects
from stelp_ci.cache import cache_directory
from stelp_ci.errors import StelpError
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.layer import LayerJob, dependency_layer
from stelp_ci.execute.project import prepare_project
from stelp_ci.model.execution import Limits, Outcome, PytestResult, PytestTask, SandboxJob
from stelp_ci.model.ports import Progress, Sandbox
from stelp_ci.model.settings import DependencySettings
from stelp_ci.model.source import Runnable, SourceTree

LIMITS = Limits(wall_s=1800, cpu_s=1800, output_kib=4096)


class Ran(NamedTuple):
    """Wall seconds of one run of all tests, its result, and all that came of it.

    `cpu_s` is what it cost the processors, gVisor and our own process together: it hardly depends on other load.
    """

    seconds: float
    cpu_s: float
    result: PytestResult
    outcome: Outcome


def projects_of(options: Options) -> list[Path]:
    """The source trees in `--data`, else those of released projects. Raises `StelpError` where there is none."""
    if options.data is None:
        return released_projects(cache_directory() / "projects")[: options.limit]
    folder = options.data_folder()
    projects = sorted(
        path for path in folder.iterdir() if (path / "pyproject.toml").is_file() or (path / "setup.py").is_file()
    )
    if not projects:
        raise StelpError(f"{folder} holds no source tree", remedy="unpack source archives of projects into it")
    return projects[: options.limit]


def runnable_of(project: Path, scratch: Path, interpreter: Interpreter, progress: Progress) -> Runnable:
    """The project with what its tests need. Raises `StelpError`."""
    tree = SourceTree(project, project.name)
    layer = dependency_layer(LayerJob(tree, DependencySettings(), "auto", interpreter, cache_directory()), progress)
    scratch.mkdir()
    prepared = prepare_project(tree, scratch)
    own = (prepared.metadata_layer,) if prepared.metadata_layer else ()
    return Runnable(prepared.source, prepared.import_paths, (*own, *layer.paths), (*layer.plugins, *prepared.plugins))


def task_of(project: Runnable) -> PytestTask:
    """All of its tests, as they are."""
    return PytestTask(targets=(), import_paths=project.import_paths, plugins=project.plugins)


def run_suite(name: str, project: Runnable, sandbox: Sandbox, task: PytestTask) -> Ran:
    """Run it. Raises `StelpError` where the tests do not come to their end."""
    began, spent = time.monotonic(), _cpu_s()
    outcome = sandbox.run(SandboxJob(project.source, task, LIMITS, project.layers))
    seconds, cpu_s = time.monotonic() - began, _cpu_s() - spent
    if outcome.result is None or not outcome.result.completed:
        raise StelpError(
            f"the tests of {name} did not run to their end: {outcome.limit or outcome.signal or outcome.output[-500:]}",
            remedy="see that they pass with plain pytest",
        )
    return Ran(seconds, cpu_s, outcome.result, outcome)


def _cpu_s() -> float:
    """Seconds of this process and of all that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
