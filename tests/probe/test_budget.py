"""Probes in turn: what each is given, and what is said when the time is up."""

import time
from pathlib import Path
from threading import Barrier

import pytest

from stelp_ci.errors import SandboxError
from stelp_ci.model.evidence import Evidence, NotAssessed
from stelp_ci.model.execution import Limit, Outcome, PytestResult
from stelp_ci.probe.budget import run_probes
from stelp_ci.probe.job import Probe, ProbeJob, Probes
from stelp_ci.probe.registry import PROBES
from stelp_ci.probe.running import run_pytest
from tests.probe.scripted import FILES, RUNTIME, ScriptedSandbox, change_of, finished, job_of, runnable


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


def running(name: str) -> Probe:
    def assess(job: ProbeJob, _: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        run_pytest(job, job.head, ("tests/test_mod.py",))
        return (NotAssessed(id=name, probe=name, subject=name, reason="it came to its end"),)

    return Probe(name, assess)


STOPPED = Outcome(started=True, runtime=RUNTIME, result=None, limit=Limit.WALL)


def test_a_run_takes_at_most_the_share_of_its_probe_and_what_is_left_over_is_shared_again(tmp_path: Path) -> None:
    sandbox = ScriptedSandbox([finished(PytestResult(completed=True))] * 3)
    budget = job(tmp_path)._replace(deadline=time.monotonic() + 40, sandbox=sandbox)
    chain = (running("a")._replace(value=3), running("b"))
    run_probes(budget, Probes(running("first"), (chain,)), Told())
    allowed = [round(one.limits.wall_s) for one in sandbox.jobs]
    assert allowed == [60, 30, 40]


def test_a_run_that_the_budget_ends_is_not_taken_for_code_that_hangs(tmp_path: Path) -> None:
    sandbox = ScriptedSandbox([finished(PytestResult(completed=True)), STOPPED, finished(PytestResult(completed=True))])
    budget = job(tmp_path)._replace(deadline=time.monotonic() + 40, sandbox=sandbox)
    done = run_probes(budget, Probes(running("first"), ((running("a"), running("b")),)), Told())
    reasons = [item.reason for item in done.evidence if isinstance(item, NotAssessed)]
    assert reasons == [
        "it came to its end",
        "its share of the budget was spent while it ran (`--budget`)",
        "it came to its end",
    ]
    assert [timing.stage for timing in done.timings] == ["probe first", "probe a", "probe b"]


def test_a_run_that_the_settings_end_is_the_probes_to_read(tmp_path: Path) -> None:
    sandbox = ScriptedSandbox([finished(PytestResult(completed=True)), STOPPED])
    budget = job(tmp_path)._replace(deadline=time.monotonic() + 4000, sandbox=sandbox)
    done = run_probes(budget, Probes(running("first"), ((running("a"),),)), Told())
    assert [item.reason for item in done.evidence if isinstance(item, NotAssessed)] == ["it came to its end"] * 2


def test_one_test_alone_needs_the_first_probe_alone(tmp_path: Path) -> None:
    seen: list[int] = []
    probes = Probes(saying("one", seen), ((saying("two", seen),),))
    run_probes(job(tmp_path)._replace(only="t.py::test"), probes, Told())
    assert seen == [0]


def test_the_names_of_the_probes_are_their_own() -> None:
    assert len(set(PROBES.names)) == len(PROBES.names)
    assert PROBES.first.name == "tests"
