"""How many rows of which section a limited page has room for: what is left out is counted, never lost silently."""

from typing import NamedTuple

from stelp_ci.report import wording


class Section(NamedTuple):
    """Rows between an opening and a closing; `noun` says what a row is, in the plural."""

    opening: str
    rows: tuple[str, ...]
    noun: str
    closing: str = ""


def fit(sections: list[Section], limit: int) -> str:
    """The sections as one text of at most `limit` characters: earlier sections, and earlier rows, come first.

    Openings, closings and the counts of what is left out always have room: they are ours, and short.
    """
    left = limit - sum(len(_text(section, 0)) for section in sections)
    written: list[str] = []
    for section in sections:
        shown = _shown(section.rows, left)
        left -= sum(len(row) for row in section.rows[:shown])
        written.append(_text(section, shown))
    return "".join(written)


def _shown(rows: tuple[str, ...], room: int) -> int:
    for number, row in enumerate(rows):
        room -= len(row)
        if room < 0:
            return number
    return len(rows)


def _text(section: Section, shown: int) -> str:
    left_out = len(section.rows) - shown
    note = f"\n... {wording.more(left_out, section.noun)}\n" if left_out else ""
    return section.opening + "".join(section.rows[:shown]) + note + section.closing
