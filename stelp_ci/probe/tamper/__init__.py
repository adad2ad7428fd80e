"""Tampering with tests, read off their syntax trees: `compare` is the face, pure and light."""

from stelp_ci.probe.tamper.files import Versions, compare, compare_files
from stelp_ci.probe.tamper.hit import TamperHit

__all__ = ["TamperHit", "Versions", "compare", "compare_files"]
