"""A scripted sandbox: the port, without gVisor, so that every outcome can be met."""

from collections.abc import Iterable
from pathlib import Path

from stelp_ci.model.change import Change, ChangedUnit, ChangeKind, FileChange, Revision, Span, Unit, UnitKind
from stelp_ci.model.execution import Outcome, PytestResult, RuntimeIdentity, SandboxJob, ScriptJob, ScriptOutcome
from stelp_ci.model.file_role import FileRole
from stelp_ci.model.settings import ExecuteSettings
from stelp_ci.model.source import Runnable
from stelp_ci.probe.job import ProbeJob

RUNTIME = RuntimeIdentity(name="scripted", version="0", platform="none", sha256="", path="", rootless=False)

FILES = {
    "pkg/__init__.py": "",
    "pkg/mod.py": "def double(x):\n    return 2 * x\n\n\ndef note(x):\n    print(x)\n",
    "tests/test_mod.py": "from pkg.mod import double\n\n\ndef test_double():\n    assert double(2) == 4\n",
    "tests/test_other.py": "def test_other():\n    assert True\n",
}


LARGE = {
    **FILES,
    "tests/test_other.py": "".join(f"def test_other_{number}():\n    assert True\n\n\n" for number in range(20)),
}
"""With so many tests about something else that those of the package are a small part of the suite."""


class ScriptedSandbox:
    """Answers each job with the next outcome, and remembers the jobs."""

    def __init__(self, outcomes: Iterable[Outcome]) -> None:
        self.outcomes = list(outcomes)
        self.jobs: list[SandboxJob] = []
        self.script_outcomes: list[ScriptOutcome] = []
        self.scripts: list[ScriptJob] = []

    @property
    def identity(self) -> RuntimeIdentity:
        return RUNTIME

    def run(self, job: SandboxJob) -> Outcome:
        self.jobs.append(job)
        return self.outcomes.pop(0)

    def run_script(self, job: ScriptJob) -> ScriptOutcome:
        self.scripts.append(job)
        return self.script_outcomes.pop(0)


def finished(result: PytestResult, **more: object) -> Outcome:
    """An outcome whose code came to its end."""
    return Outcome(started=True, runtime=RUNTIME, result=result, exit_code=0, **more)  # pyright: ignore[reportArgumentType]


def runnable(root: Path, files: dict[str, str]) -> Runnable:
    """Writes `files` below `root`."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return Runnable(root, (".",), ())


def change_of(*names: str, path: str = "pkg/mod.py") -> Change:
    """A change that modified the functions `names` of one module."""
    lines = {"double": Span(start=1, end=2), "note": Span(start=5, end=6)}
    units = tuple(
        ChangedUnit(kind=ChangeKind.MODIFIED, base=unit, head=unit)
        for name in names
        for unit in [Unit(path=path, qualname=name, kind=UnitKind.FUNCTION, span=lines.get(name, Span(start=1, end=1)))]
    )
    file = FileChange(
        kind=ChangeKind.MODIFIED, base_path=path, head_path=path, role=FileRole.SOURCE, is_python=True, units=units
    )
    revision = Revision(label="x", tree="0" * 40)
    return Change(base=revision, head=revision, files=(file,))


def job_of(change: Change, base: Runnable, head: Runnable, sandbox: ScriptedSandbox) -> ProbeJob:
    """What a probe is given; the run's own directory stands beside the head."""
    scratch = head.source.parent / "scratch"
    scratch.mkdir()
    return ProbeJob(change, lambda: base, head, sandbox, ExecuteSettings(), scratch)
