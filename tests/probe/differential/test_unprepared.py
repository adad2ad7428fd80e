"""A base that cannot be prepared costs the comparison, and nothing else."""

from pathlib import Path
from typing import NoReturn

from stelp_ci.errors import LayerError
from stelp_ci.model.measured import Differential
from stelp_ci.probe.differential.probe import assess
from tests.probe.scripted import FILES, ScriptedSandbox, change_of, job_of, runnable


def unprepared() -> NoReturn:
    raise LayerError("no wheel of x fits")


def test_the_reason_is_said_for_each_function(tmp_path: Path) -> None:
    head = runnable(tmp_path / "head", FILES)
    job = job_of(change_of("double"), head, head, ScriptedSandbox(()))._replace(base=unprepared)
    (item,) = assess(job, ())
    assert isinstance(item, Differential)
    assert item.not_assessed == "the base cannot be prepared: no wheel of x fits"
