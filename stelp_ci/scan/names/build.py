"""Makes `known.bloom` and `popular.txt` from a table of names: `python -m stelp_ci.scan.names.build TABLE FOLDER`.

TABLE is tab-separated UTF-8 with a header line. Its column `name` holds every name of the index (PEP 691 lists them),
its column `rank` (or `rank_among_...`) the place among the most downloaded ones, empty for the rest.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from stelp_ci.scan.names.known import filter_of, normalised

KEPT = 8000
"""Popular names that are written down."""


def build(table: Path, folder: Path) -> None:
    """Write both files into `folder`."""
    rows = list(_rows(table))
    ranked = sorted((rank, name) for name, rank in rows if rank)
    popular = list(dict.fromkeys(normalised(name) for _, name in ranked))[:KEPT]
    (folder / "known.bloom").write_bytes(filter_of(name for name, _ in rows))
    head = f"# The {len(popular)} most downloaded of {len(rows)} packages, in their order.\n"
    (folder / "popular.txt").write_text(head + "\n".join(popular) + "\n", encoding="utf-8")


def _rows(table: Path) -> Iterator[tuple[str, int]]:
    """Each name with its rank, 0 where it has none."""
    with table.open(encoding="utf-8") as stream:
        header = next(stream).rstrip("\n").split("\t")
        name_at = header.index("name")
        rank_at = next(at for at, column in enumerate(header) if column.startswith("rank"))
        for line in stream:
            cells = line.rstrip("\n").split("\t")
            if len(cells) > rank_at and cells[name_at]:
                yield cells[name_at], int(cells[rank_at]) if cells[rank_at].isdigit() else 0


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
