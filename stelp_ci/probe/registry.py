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
        (Probe("vacuous", vacuous.assess), Probe("isolated", isolated.assess)),
        (
            Probe("effects", effects.assess),
            Probe("kernel", kernel.assess),
            Probe("regression", regression.assess),
            Probe("lost", lost.assess),
        ),
        (
            Probe("coverage", coverage.assess),
            Probe("differential", differential.assess),
            Probe("mutants", mutants.assess),
        ),
    ),
)
"""`tests` is what the others build on."""
