"""Where the commands keep what they cache; see `stelp_ci.cache`."""

from stelp_ci.cache import cache_directory

__all__ = ["cache_directory"]
