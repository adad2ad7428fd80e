"""The probes by name, in the order in which they run: a new one is a module with `assess` and a line here."""

from stelp_ci.probe import effects, regression, tests, vacuous
from stelp_ci.probe.coverage import probe as coverage
from stelp_ci.probe.differential import probe as differential
from stelp_ci.probe.job import Probe
from stelp_ci.probe.mutants import probe as mutants

PROBES: tuple[Probe, ...] = (
    Probe("tests", tests.assess),
    Probe("effects", effects.assess),
    Probe("regression", regression.assess),
    Probe("vacuous", vacuous.assess),
    Probe("coverage", coverage.assess),
    Probe("differential", differential.assess),
    Probe("mutants", mutants.assess),
)
"""The first one is what the others build on, and the only one that an item of its own is run again with."""
