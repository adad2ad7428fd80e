"""The probes by name: a new one is a module with `assess`, and a place in one of the chains."""

from stelp_ci.probe import effects, kernel, lost, regression, tests, vacuous
from stelp_ci.probe.coverage import probe as coverage
from stelp_ci.probe.differential import probe as differential
from stelp_ci.probe.isolated import probe as isolated
from stelp_ci.probe.job import Probe, Probes
from stelp_ci.probe.mutants import probe as mutants

PROBES = Probes(
    first=Probe("tests", tests.assess),
    chains=(
        (Probe("vacuous", vacuous.assess, value=3), Probe("isolated", isolated.assess)),
        (
            Probe("effects", effects.assess),
            Probe("kernel", kernel.assess),
            Probe("regression", regression.assess, value=4),
            Probe("lost", lost.assess),
        ),
        (
            Probe("coverage", coverage.assess, value=2),
            Probe("differential", differential.assess),
            Probe("mutants", mutants.assess),
        ),
    ),
)
"""`tests` is what the others build on.

What decides about a suspicion is worth most; `coverage` pays for the one run that `mutants` reads, too.
"""
