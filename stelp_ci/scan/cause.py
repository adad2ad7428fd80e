"""Whether the change brought a new finding on a line that it did not write: by what it did to lines around it."""

from collections.abc import Callable

from stelp_ci.model.change import Change
from stelp_ci.scan.hit import Place
from stelp_ci.scan.source import Source
from stelp_ci.scan.sources import Side, Sources

Caused = Callable[[Place], bool]
"""Asked about new findings outside the written lines."""


def always(_: Place) -> bool:
    """For tools whose new findings have no other cause."""
    return True


def around(change: Change, sources: Sources) -> Caused:
    """For tools that read one file: a query that became a formatted string three lines above, a check taken away.

    Not caused are findings whose definition is written nowhere and has another name than on the base: what happens
    when the class around a method is renamed.
    """
    files = {file.head_path: file for file in change.files if file.head_path is not None}

    def caused(place: Place) -> bool:
        file = files.get(place.path)
        if file is None:
            return True
        head = sources.python(Side.HEAD, place.path)
        base = sources.python(Side.BASE, file.base_path) if file.base_path is not None else None
        written = isinstance(head, Source) and any(head.symbol_at(line) == place.symbol for line in file.added_lines)
        return written or not isinstance(base, Source) or base.has_symbol(place.symbol)

    return caused
