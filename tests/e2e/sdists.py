"""Source archives for the tests: the benchmark's own way to have them."""

from stelp_ci.bench.sdists import Sdist, fetch_sdist, unpack_sdist

__all__ = ["Sdist", "fetch_sdist", "unpack_sdist"]
