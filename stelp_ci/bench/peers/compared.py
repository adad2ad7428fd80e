"""Tools that look for the same as ours does.

`bench differential` and `bench mutants` run them on our own functions; CodeShield reads the programs of
`bench injected-human-eval`.
"""

from pathlib import Path

from stelp_ci.bench.peers.peer import Peer

HYPOTHESIS = Peer("hypothesis", "hypothesis==6.170.15")
CROSSHAIR = Peer("crosshair", "crosshair-tool==0.0.113")
MUTMUT = Peer("mutmut", "mutmut==3.8.1")
COSMIC_RAY = Peer("cosmic-ray", "cosmic-ray==8.7.0", built=("yattag",))
CODESHIELD = Peer("codeshield", "codeshield==1.0.1")
COMPARED = (HYPOTHESIS, CROSSHAIR, MUTMUT, COSMIC_RAY, CODESHIELD)

COSMIC_RAY_DRIVER = Path(__file__).parent / "cosmic_ray_driver.py"
CODESHIELD_DRIVER = Path(__file__).parent / "codeshield_driver.py"
HYPOTHESIS_DRIVER = Path(__file__).parent / "hypothesis_driver.py"
