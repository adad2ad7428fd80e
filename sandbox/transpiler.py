"""The transpiler as it is mounted inside: the package `transpile` of stelp-ci, below our private one."""

from importlib import import_module
from typing import Any


def part(name: str) -> Any:
    """One of its modules, by its dotted name."""
    return import_module(f".transpile.{name}", __package__)
