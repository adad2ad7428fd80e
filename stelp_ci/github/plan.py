"""What to do on a pull request: a function of what is to be said and of what has been said. No I/O.

Unchanged: nothing. Moved: edited in place. Fixed: deleted, or edited when somebody answered. A person's deletion of a
remark is remembered: it is not said again at its line.
"""

from typing import NamedTuple

from stelp_ci.github.anchor import Anchor, Hunks, place, suggested
from stelp_ci.github.conversation import Conversation, Said
from stelp_ci.github.marker import RemarkMark, SummaryMark, same_text, with_remark_mark, with_review_mark
from stelp_ci.github.marker import with_summary_mark as marked
from stelp_ci.github.operation import (
    CreateSummary,
    DeleteRemark,
    DeleteSummary,
    DismissReview,
    EditRemark,
    EditSummary,
    NewRemark,
    Operation,
    PostReview,
)
from stelp_ci.model.remark import Remark

MAX_BODY = 65_000
"""Characters of one comment that are sent: GitHub refuses more than 65,536."""

ROOM = 60_000
"""Characters up to which a comment takes a suggestion, which must not be cut."""


class Wanted(NamedTuple):
    """What this run has to say about the head `commit`, at the time `now` (ISO 8601, UTC).

    `remarks` come most important first. `complete` is false where something did not run: then what is missing is not
    taken for fixed. `inline` is false where the user wants the summary alone. `harm` says that the verdict is `fail`.
    """

    commit: str
    now: str
    summary: str
    remarks: tuple[Remark, ...]
    complete: bool
    inline: bool = True
    max_inline: int = 10
    request_changes: bool = False
    harm: bool = False
    resolve: bool = False


class _Pair(NamedTuple):
    remark: Remark
    said: Said


class _Inline(NamedTuple):
    """The operations at lines, and the keys that stand there afterwards or were taken away by a person."""

    operations: tuple[Operation, ...]
    keys: tuple[str, ...]


def plan(wanted: Wanted, found: Conversation, hunks: Hunks) -> tuple[Operation, ...]:
    """The operations that bring the pull request to what is wanted; none where it is there already.

    The summary comes last: it remembers which remarks stand at lines.
    """
    inline = _inline(wanted, found, hunks) if wanted.inline else _Inline((), _remembered(found))
    return (*inline.operations, *_summary(wanted, found, inline.keys))


def _inline(wanted: Wanted, found: Conversation, hunks: Hunks) -> _Inline:
    pairs, news, gone = _match(wanted.remarks, found.said)
    kept, again = [pair for pair in pairs if _stays(pair)], [pair for pair in pairs if not _stays(pair)]
    taken_away = set(_remembered(found)) - {said.key for said in found.said}
    room = max(0, wanted.max_inline - len(kept))
    candidates = [pair.remark for pair in again] + [remark for remark in news if remark.key not in taken_away]
    order = {id(remark): at for at, remark in enumerate(wanted.remarks)}
    candidates.sort(key=lambda remark: order[id(remark)])
    placed = [(remark, anchor) for remark in candidates if (anchor := place(remark, hunks))][:room]
    operations = [
        *(edit for pair in kept for edit in _kept(pair, hunks)),
        *(DeleteRemark(pair.said) for pair in again),
        *(step for said in gone for step in _gone(wanted, said)),
        *(DismissReview(identity) for identity in found.requests if wanted.complete and not wanted.harm),
        *_review(wanted, found, placed),
    ]
    still_wanted = {remark.key for remark in wanted.remarks} if wanted.complete else taken_away
    keys = [pair.said.key for pair in kept] + [remark.key for remark, _ in placed]
    keys += [] if wanted.complete else [said.key for said in gone if not said.fixed]
    return _Inline(tuple(operations), tuple(dict.fromkeys([*keys, *sorted(taken_away & still_wanted)])))


def _remembered(found: Conversation) -> tuple[str, ...]:
    return found.summaries[0].mark.said if found.summaries else ()


def _match(remarks: tuple[Remark, ...], said: tuple[Said, ...]) -> tuple[list[_Pair], list[Remark], list[Said]]:
    """Remarks beside our comments of the same key: in the same file first; what is left over on both sides."""
    left = {item.id: item for item in said}
    pairs: list[_Pair] = []
    unmatched = list(remarks)
    for same_file in (True, False):
        for remark in list(unmatched):
            fits = [item for item in left.values() if item.key == remark.key]
            fits = [item for item in fits if item.path == remark.path or not same_file]
            if fits:
                best = min(fits, key=lambda item: _distance(item, remark))
                pairs.append(_Pair(remark, left.pop(best.id)))
                unmatched.remove(remark)
    return pairs, unmatched, list(left.values())


def _distance(said: Said, remark: Remark) -> tuple[bool, bool, int, int]:
    """Answered comments first, then visible ones, then the nearest."""
    return not said.answered, said.line is None, abs((said.line or 0) - remark.end), said.id


def _stays(pair: _Pair) -> bool:
    """A comment that is outdated or in another file, and that nobody answered, is said anew where the lines are."""
    visible = pair.said.line is not None and pair.said.path == pair.remark.path
    return visible or pair.said.answered


def _kept(pair: _Pair, hunks: Hunks) -> list[Operation]:
    remark, said = pair
    anchor = place(remark, hunks)
    here = said.line is not None and said.path == remark.path
    there = here and (anchor is None or said.line == anchor.line)
    now = "" if there else f"Now at `{_shown(remark.path)}`, line {remark.start}.\n\n"
    stands = Anchor(said.path, said.line, said.start) if here and said.line else None
    body = _remark_body(remark.key, now + _text_at(remark, stands), fixed=False)
    return [] if same_text(said.body, body) else [EditRemark(said, body)]


def _text_at(remark: Remark, stands: Anchor | None) -> str:
    """With the suggestion where the comment covers exactly the lines that it replaces."""
    fits = remark.suggestion and stands == suggested(remark) and len(remark.body) + len(remark.suggestion.block) < ROOM
    return f"{remark.body}\n\n{remark.suggestion.block}" if remark.suggestion and fits else remark.body


def _shown(path: str) -> str:
    """A path inside inline code that it cannot end."""
    return "".join(character if character.isprintable() and character != "`" else "?" for character in path)[:300]


def _gone(wanted: Wanted, said: Said) -> list[Operation]:
    if not wanted.complete or said.fixed:
        return []
    if not said.answered:
        return [DeleteRemark(said)]
    text = f"**Fixed in {wanted.commit[:10]}**: no longer found there. Kept because somebody answered."
    return [EditRemark(said, _remark_body(said.key, text, fixed=True), resolve=wanted.resolve)]


def _review(wanted: Wanted, found: Conversation, placed: list[tuple[Remark, Anchor]]) -> list[Operation]:
    asks = wanted.request_changes and wanted.harm and not found.requests
    if not placed and not asks:
        return []
    news = tuple(
        NewRemark(anchor, remark.key, _remark_body(remark.key, _text_at(remark, anchor), fixed=False))
        for remark, anchor in placed
    )
    text = f"{len(news)} of what stelp-ci found stands beside its lines; all of it is in the summary comment."
    return [PostReview(wanted.commit, with_review_mark(text), news, request_changes=asks)]


def _summary(wanted: Wanted, found: Conversation, keys: tuple[str, ...]) -> list[Operation]:
    extra = [DeleteSummary(summary.id) for summary in found.summaries[1:]]
    if not found.summaries:
        return [CreateSummary(_capped(marked(SummaryMark(wanted.commit, wanted.now, keys), wanted.summary)))]
    first = found.summaries[0]
    since = first.mark.since if first.mark.sha == wanted.commit else wanted.now
    body = _capped(marked(SummaryMark(wanted.commit, since, keys), wanted.summary))
    return [*([] if same_text(first.body, body) else [EditSummary(first.id, body)]), *extra]


def _remark_body(key: str, body: str, *, fixed: bool) -> str:
    return _capped(with_remark_mark(RemarkMark(key, fixed), body))


def _capped(body: str) -> str:
    """What is too long is cut, and says so; the renderers keep far below it."""
    note = "\n\n(cut: the rest is in stelp-report.json)"
    return body if len(body) <= MAX_BODY else body[: MAX_BODY - len(note)] + note
