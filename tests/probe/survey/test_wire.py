"""What the survey's script reports is read strictly."""

import json

from stelp_ci.probe.survey.wire import Counts, read_records


def seen(index: int = 0, **more: object) -> bytes:
    body = {"arcs": [[0, 2], [2, -1]], "tests": ["t"], "reached_by": 1, "calls": [], "missed_calls": 0, "disturbed": ""}
    return json.dumps({"kind": "watched", "index": index, **body, **more}).encode()


def mutant(index: int = 0, **more: object) -> bytes:
    return json.dumps({"kind": "mutant", "index": index, **more}).encode()


def test_records_are_kept_by_their_number() -> None:
    survey = read_records((seen(), mutant(1, ran=2, killed_by="t")), Counts(1, 2))
    assert survey.seen[0].arcs == ((0, 2), (2, -1))
    assert survey.mutants[1].killed_by == "t"
    assert not survey.broken


def test_a_record_that_nobody_asked_for_breaks_the_whole() -> None:
    for records in ((seen(1),), (seen(), seen()), (mutant(2),), (mutant(), mutant()), (b"[]",), (seen(extra=1),)):
        survey = read_records(records, Counts(1, 2))
        assert survey.broken
        assert not survey.seen


def test_a_pytest_that_would_not_begin_says_why() -> None:
    record = json.dumps({"kind": "unusable", "reason": "no such option"}).encode()
    assert read_records((record,), Counts(1, 0)).broken == "no such option"
