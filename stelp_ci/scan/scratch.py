"""Copies of the changed Python under names of our own, so that no name and no settings of theirs reach a tool."""

from pathlib import Path
from typing import NamedTuple

from stelp_ci.errors import ScanError
from stelp_ci.model.change import Change
from stelp_ci.scan.source import Source
from stelp_ci.scan.sources import Side, Sources, changed_sources


class Copy(NamedTuple):
    """What a name in the scratch directory stands for."""

    side: Side
    source: Source


def copy_changed(directory: Path, change: Change, sources: Sources) -> dict[str, Copy]:
    """Write the changed Python of both sides below `directory`: `head/0001.py` and so on, UTF-8, `\\n`.

    The result maps these names to what they hold. Raises `ScanError` if the disk does not take them.
    """
    copies: dict[str, Copy] = {}
    try:
        for side in Side:
            (directory / side).mkdir(parents=True)
            for number, source in enumerate(changed_sources(change, sources, side), start=1):
                name = f"{side}/{number:04}.py"
                (directory / name).write_bytes(source.as_utf8)
                copies[name] = Copy(side, source)
    except OSError as error:
        raise ScanError(
            f"cannot write a scratch copy: {error}", remedy="make room in the temporary directory"
        ) from error
    return copies
