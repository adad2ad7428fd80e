"""Tools that look for the same as ours does: `bench differential` and `bench mutants` run them on our own functions."""

from pathlib import Path

from stelp_ci.bench.peers.install import Peer

HYPOTHESIS = Peer("hypothesis", "hypothesis==6.170.15")
CROSSHAIR = Peer("crosshair", "crosshair-tool==0.0.113")
COSMIC_RAY = Peer("cosmic_ray", "cosmic-ray==8.7.0")
MUTMUT = Peer("mutmut", "mutmut==3.8.1")
COMPARED = (HYPOTHESIS, CROSSHAIR, COSMIC_RAY, MUTMUT)

HYPOTHESIS_DRIVER = Path(__file__).parent / "hypothesis_driver.py"
