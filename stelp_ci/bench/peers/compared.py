"""Tools that look for the same as ours does: `bench differential` runs them on our own functions."""

from pathlib import Path

from stelp_ci.bench.peers.install import Peer

HYPOTHESIS = Peer("hypothesis", "hypothesis==6.170.15")
CROSSHAIR = Peer("crosshair", "crosshair-tool==0.0.113")
COMPARED = (HYPOTHESIS, CROSSHAIR)

HYPOTHESIS_DRIVER = Path(__file__).parent / "hypothesis_driver.py"
