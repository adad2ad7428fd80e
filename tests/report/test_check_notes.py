"""The annotations of a check run."""

from stelp_ci.model.verdict import Decision, Reason
from stelp_ci.report.check_notes import MAX_MESSAGE, MAX_NOTES, check_notes
from tests.report import samples


def test_each_place_is_a_note_with_githubs_words_for_its_weight() -> None:
    notes, left_out = check_notes(samples.failing())
    assert left_out == 0
    assert {note.level for note in notes} == {"failure", "warning", "notice"}
    assert all(note.path and 1 <= note.start <= note.end for note in notes)


def test_what_is_beyond_the_limit_is_counted() -> None:
    reasons = [
        Reason(decision=Decision.FAIL, gate="g", message=f"m {n}", location=samples.location("a.py", n + 1))
        for n in range(MAX_NOTES + 7)
    ]
    notes, left_out = check_notes(samples.report(Decision.FAIL, *reasons))
    assert (len(notes), left_out) == (MAX_NOTES, 7)


def test_hostile_text_is_shown_and_bounded() -> None:
    place = samples.location("a.py", -5)
    reason = Reason(decision=Decision.FAIL, gate="g", message="\x1b[31m\u202e" + "x" * 9000, location=place)
    ((note,), _) = check_notes(samples.report(Decision.FAIL, reason))
    assert "\x1b" not in note.message and "\u202e" not in note.message
    assert (note.start, note.end) == (1, 1) and len(note.message) < MAX_MESSAGE + 200
