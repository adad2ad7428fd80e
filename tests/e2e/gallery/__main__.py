"""`python -m tests.e2e.gallery docs/gallery.md`: judge both pull requests, and write the page and its pictures."""

import sys
import tempfile
from pathlib import Path

from tests.e2e.gallery.changes import DISHONEST, HONEST, judge
from tests.e2e.gallery.page import Seen, write_page


def main(target: Path) -> None:
    """Write the page to `target`, and pictures into the folder of the same name without its suffix."""
    with tempfile.TemporaryDirectory(prefix="stelp-gallery-") as folder:
        honest, dishonest = (judge(pull, Path(folder, pull.name)) for pull in (HONEST, DISHONEST))
        page = write_page(Seen(honest, dishonest, target.with_suffix("")))
    target.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
