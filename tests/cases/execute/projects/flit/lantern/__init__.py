"""Light."""

__version__ = "7.2"
