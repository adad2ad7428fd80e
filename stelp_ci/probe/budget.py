"""Runs the probes in turn while the budget lasts, and says what was cut."""

import time
from typing import NamedTuple

from stelp_ci.model.evidence import Evidence, NotAssessed, evidence_id
from stelp_ci.model.ports import Progress
from stelp_ci.model.report import Timing
from stelp_ci.probe.job import Probe, ProbeJob

CUT = "the budget was spent before it (`--budget`)"


class Assessed(NamedTuple):
    """All evidence in the order of the probes, and the wall time of each probe that ran."""

    evidence: tuple[Evidence, ...]
    timings: tuple[Timing, ...]


def run_probes(job: ProbeJob, probes: tuple[Probe, ...], progress: Progress) -> Assessed:
    """Ask each probe; the first one always, the others until the job's deadline. For `job.only` the first is enough.

    Raises `SandboxError` when the sandbox itself fails.
    """
    evidence: tuple[Evidence, ...] = ()
    timings: list[Timing] = []
    for number, probe in enumerate(probes[:1] if job.only else probes):
        if number and not job.left_s:
            evidence += (_cut(probe),)
            continue
        begun = time.monotonic()
        progress.begin("tests", f"in gVisor: {probe.name}")
        evidence += probe.assess(job, evidence)
        timings.append(Timing(stage=f"probe {probe.name}", seconds=round(time.monotonic() - begun, 3)))
    return Assessed(evidence, tuple(timings))


def _cut(probe: Probe) -> NotAssessed:
    identity = evidence_id("not-assessed", probe.name, "budget")
    return NotAssessed(id=identity, probe=probe.name, subject=probe.name, reason=CUT)
