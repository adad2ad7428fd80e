"""`docs/gallery.md`: a line of sections, each of which says something about the two judged pull requests."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.e2e.gallery import benchmarks, pictures, texts
from tests.e2e.gallery.changes import Judged


class Seen(NamedTuple):
    """What sections draw from. Pictures go into the folder `pictures`, which is `docs/gallery`, beside the page."""

    honest: Judged
    dishonest: Judged
    pictures: Path


Section = Callable[[Seen], str]
"""Markdown that begins with a heading of the second level."""

SECTIONS: tuple[Section, ...] = (
    texts.changes,
    pictures.pictures,
    texts.terminal,
    texts.markdown,
    benchmarks.benchmarks,
)
"""In the order of the page: a new section is a function and a place here."""

OPENING = """\
# Gallery

What a maintainer sees. One small project, two pull requests: an honest one, and one that breaks a price and bends the
tests until they no longer see it. Everything below is what `stelp-ci check` printed of them; `make gallery` judges both
and writes this page anew.
"""


def write_page(seen: Seen) -> str:
    """The whole page."""
    seen.pictures.mkdir(parents=True, exist_ok=True)
    return "\n".join([OPENING, *(section(seen).rstrip("\n") + "\n" for section in SECTIONS)])
