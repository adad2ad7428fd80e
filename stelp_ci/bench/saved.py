"""A benchmark's outcome as a file: the JSON that `--format json` writes, and what pages are made of."""

import json
from pathlib import Path

import msgspec

from stelp_ci import __version__
from stelp_ci.bench.benchmark import Result
from stelp_ci.bench.figures import Bars, Table
from stelp_ci.bench.machine import describe_machine
from stelp_ci.errors import UsageError
from stelp_ci.kept import JUDGING, judging_version

PRODUCT = (*JUDGING, "exec", "scan", "report")
"""The parts of the package on which figures depend."""


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """One outcome. `command` is what was typed, `text` what a terminal showed; a benchmark adds fields of its own.

    `code` names the source of the product that was measured: figures of another one may be others.
    """

    benchmark: str
    command: str
    machine: str
    stelp_ci: str
    code: str = ""
    met: bool
    text: str
    tables: tuple[Table, ...] = ()
    charts: tuple[Bars, ...] = ()

    @property
    def title(self) -> str:
        """Its name, with the half of the set where that is not the usual one."""
        _, split, half = self.command.partition(" --split ")
        return f"{self.benchmark} --split {half.split()[0]}" if split and half.strip() else self.benchmark


def save(name: str, command: str, result: Result) -> Saved:
    """The outcome of one benchmark, measured on this machine."""
    return Saved(
        benchmark=name,
        command=command,
        machine=describe_machine(),
        stelp_ci=__version__,
        code=judging_version(PRODUCT),
        met=result.met,
        text=result.text,
        tables=result.tables,
        charts=result.charts,
    )


def as_json(saved: Saved, result: Result) -> str:
    """The whole document: the benchmark's own fields behind those that every benchmark has."""
    return json.dumps({**msgspec.to_builtins(saved), **result.document}, indent=2) + "\n"


def read_saved(path: Path) -> Saved:
    """An outcome that was written before. Raises `UsageError` for a file that is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Saved)
    except (OSError, msgspec.DecodeError) as error:
        remedy = "Name files that `stelp-ci bench NAME --format json` wrote."
        raise UsageError(f"{path} is no outcome of a benchmark: {error}", remedy=remedy) from error
