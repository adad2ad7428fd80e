"""How hooks speak: where, why, and what mends it. Loaded only when there is something to say."""

from stelp_ci.hook.notice import Notice, Told
from stelp_ci.report.escape import clip, one_line

LONGEST = 400
"""Characters of one sentence: messages quote the change."""

SHOWN = 100
"""Notices that are written out; the rest is counted."""


def lines_of(told: Told, hook: str) -> list[str]:
    """The text for the developer, a line each, harmless to a terminal whatever a file is called."""
    ordered = sorted(told.notices, key=lambda one: (not one.fails, one.path, one.line, one.code))
    shown = [line for notice in ordered[:SHOWN] for line in _lines(notice)]
    if len(ordered) > SHOWN:
        shown.append(f"... and {len(ordered) - SHOWN} more")
    shown += [f"stelp-{hook}: NOT JUDGED: {one_line(clip(what, LONGEST))}" for what in told.unjudged]
    return shown + [f"stelp-{hook}: {one_line(clip(what, LONGEST))}" for what in told.notes]


def _lines(notice: Notice) -> list[str]:
    place = f"{one_line(notice.path)}:{notice.line}" if notice.line else one_line(notice.path)
    said = [f"{place}: {notice.code}: {one_line(clip(notice.message, LONGEST))}"]
    return said + ([f"    fix: {one_line(clip(notice.remedy, LONGEST))}"] if notice.remedy else [])
