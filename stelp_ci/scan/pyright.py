"""pyright on both whole trees with the base's settings: what only the head has is what the change did."""

import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from stelp_ci.model.change import Change
from stelp_ci.model.finding import Scanned, ScanResult
from stelp_ci.model.outcome import Failed
from stelp_ci.model.ports import ScanJob
from stelp_ci.model.source import SourceTree
from stelp_ci.scan.api import Known, invented
from stelp_ci.scan.cause import always
from stelp_ci.scan.hit import Hit, Place, Rule, place_in
from stelp_ci.scan.novelty import judge
from stelp_ci.scan.own_modules import own_modules
from stelp_ci.scan.pyright_cache import cache_key, load, store
from stelp_ci.scan.pyright_rule import rule_of
from stelp_ci.scan.pyright_run import Diagnostic, diagnostics, pyright_command
from stelp_ci.scan.pyright_settings import Project, base_project, written_config
from stelp_ci.scan.source import Source
from stelp_ci.scan.sources import Side, Sources, changed_paths
from stelp_ci.scan.tools import installed_version

NAME = "pyright"


class Pyright(NamedTuple):
    """The scanner. `command` finds node and the script; it raises `ScanError` where there is none."""

    sources: Sources
    command: Callable[[], tuple[str, ...]] = pyright_command

    @property
    def name(self) -> str:
        """As findings, settings and reports call it."""
        return NAME

    def scan(self, job: ScanJob) -> tuple[ScanResult, ...]:
        """What is wrong on the head and was not on the base, and a `Failed` for names that pyright cannot open."""
        begun = time.monotonic()
        project = base_project(self.sources)
        with ThreadPoolExecutor(max_workers=2) as pool:
            base = pool.submit(self._base, job, project)
            head = pool.submit(self._run, job, project, Side.HEAD)
            found = {Side.BASE: base.result(), Side.HEAD: head.result()}
        hits = self._hits(job, project, found)
        findings = judge(NAME, hits[Side.HEAD], hits[Side.BASE], job.change, always)
        caused = tuple(finding for finding in findings if finding.new)
        seconds = time.monotonic() - begun
        scanned = Scanned(scanner=NAME, version=installed_version(NAME), seconds=seconds, findings=caused)
        return (scanned, *_unopened(job.change))

    def _base(self, job: ScanJob, project: Project) -> tuple[Diagnostic, ...]:
        """The base's diagnostics, from the cache where it has them."""
        layers, directory = job.layers, job.cache / NAME
        settings = repr(project).encode("utf-8", "backslashreplace")
        extra = repr(_left_out(job, Side.BASE)).encode()
        key = cache_key(
            tree=job.trees.base.tree, config=settings + extra, layers=layers, version=installed_version(NAME)
        )
        kept = load(directory, key)
        if kept is None:
            kept = self._run(job, project, Side.BASE)
            store(directory, key, kept)
        return kept

    def _run(self, job: ScanJob, project: Project, side: Side) -> tuple[Diagnostic, ...]:
        root = Path(os.path.realpath(_tree(job, side).root))
        with TemporaryDirectory(prefix="stelp-pyright-") as name:
            directory = Path(os.path.realpath(name))
            config = written_config(directory, project, root, job.layers, extra=_left_out(job, side))
            compiled = {"NODE_COMPILE_CACHE": str(job.cache / "node")}
            return diagnostics(self.command(), config, root, timeout_s=job.timeout_s, extra=compiled)

    def _hits(self, job: ScanJob, project: Project, found: dict[Side, tuple[Diagnostic, ...]]) -> dict[Side, list[Hit]]:
        """Hits of both sides; not those that an unchanged file has on both, nor those behind a link out of the tree."""
        left = dict(zip(Side, _without_equal(found[Side.BASE], found[Side.HEAD], job.change), strict=True))
        trusted = bool(job.layers)
        return {
            side: [
                Hit(
                    self._invented(job, side, one) or rule_of(one, configured=project.configured, resolvable=trusted),
                    self._place(side, one),
                )
                for one in left[side]
                if self.sources.locate(side, one.path) is not None
            ]
            for side in Side
        }

    def _invented(self, job: ScanJob, side: Side, one: Diagnostic) -> Rule | None:
        """The rule of a diagnostic that says that a library lacks something; None for every other one."""
        source = self.sources.python(side, one.path)
        known = Known(own_modules(self.sources.names(side)), job.layers)
        return invented(one, source, known) if isinstance(source, Source) else None

    def _place(self, side: Side, one: Diagnostic) -> Place:
        source = self.sources.python(side, one.path)
        if isinstance(source, Source):
            return place_in(source, one.line, end_line=one.end_line, column=one.column)
        return Place(one.path, one.line, one.end_line, one.column, "<module>", one.message)


def _tree(job: ScanJob, side: Side) -> SourceTree:
    return job.trees.base if side is Side.BASE else job.trees.head


def _without_equal(
    base: Iterable[Diagnostic], head: Iterable[Diagnostic], change: Change
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Both sides without the diagnostics that unchanged files have on both; their lines cannot have moved."""
    changed = {*changed_paths(change, Side.BASE), *changed_paths(change, Side.HEAD)}
    known = {_identity(one) for one in base}
    still = {_identity(one) for one in head}
    return (
        [one for one in base if one.path in changed or _identity(one) not in still],
        [one for one in head if one.path in changed or _identity(one) not in known],
    )


def _identity(one: Diagnostic) -> tuple[str, str, int, int]:
    return one.path, one.rule, one.line, one.column


def _left_out(job: ScanJob, side: Side) -> list[str]:
    """Python files in directories that pyright takes for virtual environments because of a `pyvenv.cfg`.

    Such a file must not switch the checker off, so each of its neighbours is named.
    """
    root = _tree(job, side).root
    marked = [Path(directory) for directory, _, files in os.walk(root) if "pyvenv.cfg" in files]
    found = {str(file.relative_to(root)) for directory in marked for file in directory.rglob("*.py")}
    return sorted(name for name in found if name.isprintable())


def _unopened(change: Change) -> list[Failed]:
    """pyright passes over names that are not UTF-8 without a word."""
    names = [path for path in changed_paths(change, Side.HEAD) if "\\x" in path]
    return [
        Failed(
            stage="scan", what=NAME, reason=f"{name}: cannot be opened by pyright", remedy="give the file a UTF-8 name"
        )
        for name in names
    ]
