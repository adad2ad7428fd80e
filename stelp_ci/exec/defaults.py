"""The bounds of one program where nobody says otherwise."""

from stelp_ci.exec.bounds import PROGRAM_BOUNDS
from stelp_ci.model.execution import Limits

PROGRAM_LIMITS = Limits(**PROGRAM_BOUNDS)
