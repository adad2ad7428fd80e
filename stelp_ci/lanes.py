"""The two lanes that run side by side: the scanners over both trees, and the tests in the sandbox.

Part of the pipeline, beside it so that `pipeline.py` reads as one sentence.
"""

import contextlib
import os
import time
from collections.abc import Callable, Generator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import msgspec

from stelp_ci.execute.choice import open_chosen
from stelp_ci.execute.harness import harness_layer, minor
from stelp_ci.execute.interpreter import Interpreter, inspect_interpreter
from stelp_ci.execute.layer import Layer, LayerJob, dependency_layer
from stelp_ci.execute.needs.read import read_needs
from stelp_ci.execute.project import prepare_project
from stelp_ci.execute.python_choice import choose_python
from stelp_ci.model.change import Change
from stelp_ci.model.evidence import Evidence, NotAssessed, evidence_id
from stelp_ci.model.execution import DenyRule, RuntimeIdentity
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.finding import ScanResult
from stelp_ci.model.grammar import CapabilityAction, GrammarSettings
from stelp_ci.model.ports import AnySandbox, Progress, ScanJob
from stelp_ci.model.report import InputKind, Invocation, Timing
from stelp_ci.model.settings import HeadDependencies, Settings
from stelp_ci.model.source import Runnable, SourceTree, Trees
from stelp_ci.probe.budget import run_probes
from stelp_ci.probe.contexts.store import contexts_file, read_contexts
from stelp_ci.probe.job import ProbeJob, Probes
from stelp_ci.probe.running import expected_runs
from stelp_ci.scan.lane import run_scanners


class Ground(NamedTuple):
    """What one run stands on. `folder` is its private temporary directory, `cache` is shared between runs."""

    invocation: Invocation
    settings: Settings
    change: Change
    trees: Trees
    folder: Path
    cache: Path
    progress: Progress


class Prepared(NamedTuple):
    """The interpreter of the tests, the layer that the head needs on it, and the harness: pytest, behind all layers."""

    interpreter: Interpreter
    layer: Layer
    harness: Path


class Executed(NamedTuple):
    """Evidence, the runtime that ran (None where nothing was run), and the wall time of each probe."""

    evidence: tuple[Evidence, ...]
    runtime: RuntimeIdentity | None = None
    timings: tuple[Timing, ...] = ()


def prepare(ground: Ground) -> Prepared:
    """Choose the interpreter and make the head's dependency layer. Raises `SandboxError` or `LayerError`."""
    invocation = ground.invocation
    repo = None if invocation.input is InputKind.DIFF else Path(invocation.repo)
    tracked = (ground.trees.base.root, ground.trees.head.root)
    python = choose_python(explicit=invocation.python, repo=repo, environment=os.environ, tracked=tracked)
    interpreter = inspect_interpreter(python)
    reported = ground.settings.deps.head is HeadDependencies.REPORT
    layer = _layer(ground, interpreter, ground.trees.base if reported else ground.trees.head)
    return Prepared(interpreter, layer, harness_layer(ground.cache, interpreter).site)


def scan(ground: Ground, prepared: Prepared | None) -> tuple[ScanResult, ...]:
    """The static lane. Without layers pyright resolves less, on base and head alike."""
    layers = (*prepared.layer.paths, prepared.harness) if prepared else ()
    wanted = ground.settings.scan
    job = ScanJob(ground.change, ground.trees, layers, ground.cache, wanted.timeout_s, wanted.ask_index)
    return run_scanners(job, wanted, ground.progress)


def execute(ground: Ground, prepared: Prepared, test: str | None, probes: Probes) -> Executed:
    """The execution lane: the `probes`, or `test` alone. Raises `SandboxError` or `LayerError`."""
    ground.progress.begin("tests", "in gVisor")
    try:
        with opened(ground, prepared) as (job, sandbox):
            sandbox.expect(*expected_runs(job))
            assessed = run_probes(job._replace(only=test), probes, ground.progress)
    finally:
        ground.progress.end("tests")
    notes = _notes((*prepared.layer.notes, *job.head.notes))
    return Executed((*assessed.evidence, *notes), sandbox.identity, assessed.timings)


class Opened(NamedTuple):
    """What a probe is given, and the sandbox that it is given, as what it is."""

    job: ProbeJob
    sandbox: AnySandbox


@contextlib.contextmanager
def opened(ground: Ground, prepared: Prepared) -> Generator[Opened]:
    """What a probe is given, with a sandbox that is open while the block lasts. Raises as `execute` does."""
    deadline = time.monotonic() + ground.invocation.budget_s
    settings = ground.settings.execute
    if ground.invocation.syscall_log:
        settings = msgspec.structs.replace(settings, syscall_log=True)
    head = _runnable(ground, ground.trees.head, prepared.layer, "head")
    sandbox = open_chosen(
        ground.invocation.sandbox,
        interpreter=prepared.interpreter,
        harness=prepared.harness,
        cache=ground.cache,
        log_calls=settings.syscall_log,
    )
    scratch = ground.folder / "probes"
    scratch.mkdir()
    with contextlib.closing(sandbox):
        job = ProbeJob(
            ground.change,
            _base(ground, prepared),
            head,
            sandbox,
            settings,
            scratch,
            deadline=deadline,
            deny=_denied(ground.settings.grammar),
            contexts=read_contexts(contexts_of(ground, prepared)),
        )
        yield Opened(job, sandbox)


def contexts_of(ground: Ground, prepared: Prepared) -> Path:
    """Where the contexts of the base are kept: by its tree, its locks, the Python, and what settings leave out."""
    settings = ground.settings.execute
    locks = read_needs(ground.trees.base, ground.settings.deps).digest
    left_out = msgspec.json.encode((settings.skip_paths, settings.skip_marks, settings.plugins)).decode()
    parts = (ground.change.base.tree, locks, ground.invocation.deps, minor(prepared.interpreter), left_out)
    return contexts_file(ground.cache, parts)


def _denied(grammar: GrammarSettings) -> tuple[DenyRule, ...]:
    denials = (rule for rule in grammar.rules if rule.action is CapabilityAction.DENY)
    return tuple(DenyRule(paths=rule.paths, capabilities=rule.capabilities) for rule in denials)


def nothing_to_run(change: Change) -> bool:
    """Whether no changed file can alter what a test does: no Python, no dependency, no test support."""
    telling = (FileRole.DEPENDENCIES, FileRole.TEST_SUPPORT)
    return not any(file.is_python or file.role in telling for file in change.files)


def _base(ground: Ground, prepared: Prepared) -> Callable[[], Runnable]:
    """What prepares the base, once, when a probe first asks for it; probes that ask meanwhile wait."""
    turn = Lock()

    @cache
    def prepared_base() -> Runnable:
        layer = _layer(ground, prepared.interpreter, ground.trees.base)
        return _runnable(ground, ground.trees.base, layer, "base")

    def base() -> Runnable:
        with turn:
            return prepared_base()

    return base


def _layer(ground: Ground, interpreter: Interpreter, tree: SourceTree) -> Layer:
    job = LayerJob(tree, ground.settings.deps, ground.invocation.deps, interpreter, ground.cache)
    return dependency_layer(job, ground.progress)


def _runnable(ground: Ground, tree: SourceTree, layer: Layer, name: str) -> Runnable:
    folder = ground.folder / f"project-{name}"
    folder.mkdir()
    project = prepare_project(tree, folder)
    own = (project.metadata_layer,) if project.metadata_layer else ()
    plugins = (*layer.plugins, *project.plugins)
    return Runnable(project.source, project.import_paths, (*own, *layer.paths), plugins, project.notes)


def _notes(notes: tuple[str, ...]) -> tuple[NotAssessed, ...]:
    """What could not be prepared, said once; tests that need it say so themselves."""
    return tuple(
        NotAssessed(
            id=evidence_id("not-assessed", "dependencies", note),
            probe="dependencies",
            subject="dependencies",
            reason=note,
        )
        for note in notes
    )
