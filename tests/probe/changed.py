"""A change of code and tests, as the reader of changes would describe it, with scripted runs."""

from pathlib import Path

from stelp_ci.model.change import Change, ChangeKind, FileChange, Revision
from stelp_ci.model.execution import CollectError, Outcome, PytestResult, TestOutcome, TestRecord
from stelp_ci.model.file_role import FileRole
from stelp_ci.probe.job import ProbeJob
from tests.probe.scripted import FILES, ScriptedSandbox, finished, job_of, runnable

NODE = "tests/test_mod.py::test_double"


def job(
    tmp_path: Path, *outcomes: Outcome, head: dict[str, str | None], base: dict[str, str] = FILES
) -> tuple[ProbeJob, ScriptedSandbox]:
    """The base is `FILES` with those of `base`; `head` edits, adds, or (None) deletes files."""
    before = {**FILES, **base}
    after = {path: text for path, text in {**before, **head}.items() if text is not None}
    sandbox = ScriptedSandbox(outcomes)
    files = tuple(_file(path, text) for path, text in head.items())
    revision = Revision(label="x", tree="0" * 40)
    change = Change(base=revision, head=revision, files=files)
    return job_of(change, runnable(tmp_path / "base", before), runnable(tmp_path / "head", after), sandbox), sandbox


def _file(path: str, text: str | None) -> FileChange:
    name = path.rpartition("/")[2]
    support = FileRole.TEST_SUPPORT if path.startswith("tests/") else FileRole.SOURCE
    return FileChange(
        kind=ChangeKind.DELETED if text is None else ChangeKind.MODIFIED if path in FILES else ChangeKind.ADDED,
        base_path=path if path in FILES else None,
        head_path=None if text is None else path,
        role=FileRole.TEST if name.startswith("test_") else support,
        is_python=path.endswith(".py"),
    )


def ran(*tests: TestRecord, **more: object) -> Outcome:
    """A run that came to its end."""
    return finished(PytestResult(**{"tests": tests, "completed": True, **more}))  # pyright: ignore[reportArgumentType]


def record(outcome: TestOutcome, nodeid: str = NODE, **more: object) -> TestRecord:
    return TestRecord(nodeid=nodeid, outcome=outcome, path="tests/test_mod.py", line=5, **more)  # pyright: ignore[reportArgumentType]


def uncollected(message: str, missing: str = "") -> CollectError:
    return CollectError(path="tests/test_mod.py", exception="ImportError", message=message, missing=missing)
