"""A real sandbox for the probes that measure changed functions, and a change made of two versions of a project."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from stelp_ci.change.reader import open_change
from stelp_ci.model.execution import Limits
from stelp_ci.model.ports import Sandbox
from stelp_ci.model.report import InputKind, Invocation
from stelp_ci.model.settings import ExecuteSettings
from stelp_ci.model.source import Runnable
from stelp_ci.probe.job import ProbeJob

Files = dict[str, str]


@contextmanager
def changed(folder: Path, base: Files, head: Files, sandbox: Sandbox) -> Iterator[ProbeJob]:
    """The job of a change from `base` to `head`, as git sees it. Both must run on the host's own Python."""
    repository = folder / "repository"
    repository.mkdir()
    for name, files in (("base", base), ("head", head)):
        for path, text in files.items():
            (repository / path).parent.mkdir(parents=True, exist_ok=True)
            (repository / path).write_text(text, encoding="utf-8")
        _git(repository, *(["init", "-qb"] if name == "base" else ["switch", "-qc"]), name)
        _git(repository, "add", "--all")
        _git(repository, "commit", "-qm", name)
    invocation = Invocation(input=InputKind.COMMITS, repo=str(repository), base="base", head="head")
    with open_change(invocation) as reader:
        trees = reader.materialise(folder)
        scratch = folder / "scratch"
        scratch.mkdir()
        old, new = (Runnable(tree.root, (".",), ()) for tree in (trees.base, trees.head))
        settings = ExecuteSettings(limits=Limits(wall_s=120, cpu_s=120))
        yield ProbeJob(reader.change, _always(old), new, sandbox, settings, scratch)


def _always(side: Runnable) -> Callable[[], Runnable]:
    return lambda: side


def _git(repository: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(repository), *arguments], check=True)  # noqa: S607
