"""Probes in turn: what each is given, and what is said when the time is up."""

import time
from pathlib import Path

from stelp_ci.model.evidence import Evidence, NotAssessed
from stelp_ci.probe.budget import run_probes
from stelp_ci.probe.job import Probe, ProbeJob
from stelp_ci.probe.registry import PROBES
from tests.probe.scripted import FILES, ScriptedSandbox, change_of, job_of, runnable


class Told:
    """Progress that remembers."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def begin(self, stage: str, detail: str = "") -> None:
        self.said.append(f"{stage} {detail}")

    def end(self, stage: str) -> None: ...


def saying(name: str, seen: list[int]) -> Probe:
    def assess(_: ProbeJob, so_far: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        seen.append(len(so_far))
        return (NotAssessed(id=name, probe=name, subject=name, reason="a test"),)

    return Probe(name, assess)


def job(tmp_path: Path) -> ProbeJob:
    side = runnable(tmp_path / "side", FILES)
    return job_of(change_of("double"), side, side, ScriptedSandbox(()))


def test_each_probe_is_given_what_those_before_it_found_and_is_named(tmp_path: Path) -> None:
    seen: list[int] = []
    told = Told()
    done = run_probes(job(tmp_path), (saying("one", seen), saying("two", seen)), told)
    assert seen == [0, 1]
    assert [item.id for item in done.evidence] == ["one", "two"]
    assert [timing.stage for timing in done.timings] == ["probe one", "probe two"]
    assert ["one" in told.said[0], "two" in told.said[1]] == [True, True]


def test_what_the_budget_cuts_is_said_and_the_first_probe_always_runs(tmp_path: Path) -> None:
    late = job(tmp_path)._replace(deadline=time.monotonic() - 1)
    seen: list[int] = []
    done = run_probes(late, (saying("one", seen), saying("two", seen)), Told())
    assert seen == [0]
    cut = done.evidence[1]
    assert isinstance(cut, NotAssessed)
    assert (cut.probe, "--budget" in cut.reason) == ("two", True)


def test_one_test_alone_needs_the_first_probe_alone(tmp_path: Path) -> None:
    seen: list[int] = []
    run_probes(job(tmp_path)._replace(only="t.py::test"), (saying("one", seen), saying("two", seen)), Told())
    assert seen == [0]


def test_the_names_of_the_probes_are_their_own() -> None:
    assert len({probe.name for probe in PROBES}) == len(PROBES)
    assert PROBES[0].name == "tests"
