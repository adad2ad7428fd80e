"""Probes in turn: what each is given, and what is said when the time is up."""

import time
from pathlib import Path
from threading import Barrier

import pytest

from stelp_ci.errors import SandboxError
from stelp_ci.model.evidence import Evidence, NotAssessed
from stelp_ci.probe.budget import run_probes
from stelp_ci.probe.job import Probe, ProbeJob, Probes
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


def test_each_probe_is_given_what_those_before_it_in_its_chain_found_and_is_named(tmp_path: Path) -> None:
    seen: dict[str, list[int]] = {name: [] for name in ("one", "two", "three", "other")}
    told = Told()
    one, two, three, other = (saying(name, counts) for name, counts in seen.items())
    done = run_probes(job(tmp_path), Probes(one, ((two, three), (other,))), told)
    assert seen == {"one": [0], "two": [1], "three": [2], "other": [1]}
    assert [item.id for item in done.evidence] == ["one", "two", "three", "other"]
    assert [timing.stage for timing in done.timings] == ["probe one", "probe two", "probe three", "probe other"]
    assert sorted(said.rpartition(" ")[2] for said in told.said) == ["one", "other", "three", "two"]


def test_chains_run_side_by_side(tmp_path: Path) -> None:
    meeting = Barrier(2)

    def meet(_: ProbeJob, __: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        meeting.wait(timeout=20)
        return ()

    first = saying("one", [])
    done = run_probes(job(tmp_path), Probes(first, ((Probe("a", meet),), (Probe("b", meet),))), Told())
    assert len(done.timings) == 3


def test_a_sandbox_that_fails_in_a_chain_is_not_lost(tmp_path: Path) -> None:
    def fail(_: ProbeJob, __: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        raise SandboxError("gone")

    with pytest.raises(SandboxError, match="gone"):
        run_probes(job(tmp_path), Probes(saying("one", []), ((saying("two", []),), (Probe("a", fail),))), Told())


def test_what_the_budget_cuts_is_said_and_the_first_probe_always_runs(tmp_path: Path) -> None:
    late = job(tmp_path)._replace(deadline=time.monotonic() - 1)
    seen: list[int] = []
    done = run_probes(late, Probes(saying("one", seen), ((saying("two", seen),),)), Told())
    assert seen == [0]
    cut = done.evidence[1]
    assert isinstance(cut, NotAssessed)
    assert (cut.probe, "--budget" in cut.reason) == ("two", True)


def test_one_test_alone_needs_the_first_probe_alone(tmp_path: Path) -> None:
    seen: list[int] = []
    probes = Probes(saying("one", seen), ((saying("two", seen),),))
    run_probes(job(tmp_path)._replace(only="t.py::test"), probes, Told())
    assert seen == [0]


def test_the_names_of_the_probes_are_their_own() -> None:
    assert len(set(PROBES.names)) == len(PROBES.names)
    assert PROBES.first.name == "tests"
