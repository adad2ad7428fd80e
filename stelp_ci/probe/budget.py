"""Runs the probes while the budget lasts, chains of them side by side, and says what was cut."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import NamedTuple

from stelp_ci.model.evidence import Evidence, NotAssessed, evidence_id
from stelp_ci.model.ports import Progress
from stelp_ci.model.report import Timing
from stelp_ci.probe.job import Probe, ProbeJob, Probes

CUT = "the budget was spent before it (`--budget`)"


class Assessed(NamedTuple):
    """All evidence, that of the first probe first and then chain by chain, and the wall time of each that ran."""

    evidence: tuple[Evidence, ...] = ()
    timings: tuple[Timing, ...] = ()


def run_probes(job: ProbeJob, probes: Probes, progress: Progress) -> Assessed:
    """Ask the first probe always, then each chain in a thread of its own: a sandbox waits for as long as it works.

    A probe is given the evidence of the first one and of those before it in its chain. For `job.only` the first is
    enough. Raises `SandboxError` when the sandbox itself fails.
    """
    first = _asked(job, probes.first, Assessed(), progress)
    if job.only:
        return first
    with ThreadPoolExecutor(max_workers=len(probes.chains)) as pool:
        running = [pool.submit(_chain, job, chain, first, progress) for chain in probes.chains]
        chains = [chain.result() for chain in running]
    own = [chain.evidence[len(first.evidence) :] for chain in chains]
    spent = [chain.timings[len(first.timings) :] for chain in chains]
    return Assessed(sum(own, first.evidence), sum(spent, first.timings))


def _chain(job: ProbeJob, chain: tuple[Probe, ...], first: Assessed, progress: Progress) -> Assessed:
    return reduce(lambda so_far, probe: _asked_in_time(job, probe, so_far, progress), chain, first)


def _asked_in_time(job: ProbeJob, probe: Probe, so_far: Assessed, progress: Progress) -> Assessed:
    if job.left_s:
        return _asked(job, probe, so_far, progress)
    identity = evidence_id("not-assessed", probe.name, "budget")
    cut = NotAssessed(id=identity, probe=probe.name, subject=probe.name, reason=CUT)
    return so_far._replace(evidence=(*so_far.evidence, cut))


def _asked(job: ProbeJob, probe: Probe, so_far: Assessed, progress: Progress) -> Assessed:
    begun = time.monotonic()
    progress.begin("tests", f"in gVisor: {probe.name}")
    found = probe.assess(job, so_far.evidence)
    spent = Timing(stage=f"probe {probe.name}", seconds=round(time.monotonic() - begun, 3))
    return Assessed((*so_far.evidence, *found), (*so_far.timings, spent))
