"""Runs the probes while the budget lasts, chains of them side by side, and says what was cut.

Each probe of a chain has a share of what is left by its value; what it does not need is shared by those behind it.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from stelp_ci.model.evidence import Evidence, NotAssessed, evidence_id
from stelp_ci.model.ports import Progress
from stelp_ci.model.report import Timing
from stelp_ci.probe.job import BudgetSpentError, Probe, ProbeJob, Probes

CUT = "the budget was spent before it (`--budget`)"
ENDED = "its share of the budget was spent while it ran (`--budget`)"


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
    so_far = first
    for number, probe in enumerate(chain):
        so_far = _asked_in_time(job, chain[number:], so_far, progress) if job.left_s else _cut(probe, so_far, CUT)
    return so_far


def _asked_in_time(job: ProbeJob, coming: tuple[Probe, ...], so_far: Assessed, progress: Progress) -> Assessed:
    """Ask the first of those to come, within its share of what is left."""
    begun = time.monotonic()
    share = job.left_s * coming[0].value / sum(probe.value for probe in coming)
    try:
        return _asked(job._replace(until=begun + share), coming[0], so_far, progress)
    except BudgetSpentError:
        cut = _cut(coming[0], so_far, ENDED)
        return cut._replace(timings=(*cut.timings, _spent(coming[0], begun)))


def _cut(probe: Probe, so_far: Assessed, reason: str) -> Assessed:
    identity = evidence_id("not-assessed", probe.name, "budget")
    cut = NotAssessed(id=identity, probe=probe.name, subject=probe.name, reason=reason)
    return so_far._replace(evidence=(*so_far.evidence, cut))


def _asked(job: ProbeJob, probe: Probe, so_far: Assessed, progress: Progress) -> Assessed:
    begun = time.monotonic()
    progress.begin("tests", f"in gVisor: {probe.name}")
    found = probe.assess(job, so_far.evidence)
    return Assessed((*so_far.evidence, *found), (*so_far.timings, _spent(probe, begun)))


def _spent(probe: Probe, begun: float) -> Timing:
    return Timing(stage=f"probe {probe.name}", seconds=round(time.monotonic() - begun, 3))
