"""What the sandbox reports of the calls is read strictly."""

import json

from stelp_ci.probe.differential.compare import compare
from stelp_ci.probe.differential.inputs import Input
from stelp_ci.probe.differential.wire import read_answers


def answers(*results: object, turn: int = 0, index: int = 0, **more: object) -> bytes:
    return json.dumps({"index": index, "turn": turn, "unlocated": "", "results": results, **more}).encode()


def gave(value: object, **more: object) -> dict[str, object]:
    return {"returned": value, "after": {"args": [], "kwargs": {"dict": []}}, **more}


def test_answers_are_put_together_turn_by_turn() -> None:
    read = read_answers((answers(gave(1), turn=0), answers(gave(1), turn=1)), (2,), 2)
    assert read is not None
    assert [tuple(a is not None for a in row) for row in read[0].answers] == [(True, True), (False, False)]


def test_a_turn_that_is_missing_leaves_its_function_without_answers() -> None:
    read = read_answers((answers(gave(1)),), (1,), 2)
    assert read is not None
    assert read[0].unlocated


def test_forged_records_are_refused() -> None:
    assert read_answers((answers(gave(1)), answers(gave(1))), (1,), 1) is None
    assert read_answers((answers(gave(1), index=3),), (1,), 1) is None
    assert read_answers((answers(gave({"eval": "1"})),), (1,), 1) is None
    assert read_answers((answers(gave(1), extra=1),), (1,), 1) is None
    assert read_answers((b"{",), (1,), 1) is None


def test_only_steady_answers_are_compared() -> None:
    inputs = [Input((number,), ()) for number in range(3)]
    base = read_answers(tuple(answers(gave(1), gave(turn), gave(1), turn=turn) for turn in range(2)), (3,), 2)
    head = read_answers(tuple(answers(gave(1), gave(5), gave(2), turn=turn) for turn in range(2)), (3,), 2)
    assert base is not None
    assert head is not None
    compared = compare(inputs, base[0], head[0])
    assert (compared.inputs, [one.number for one in compared.differing]) == (2, [2])


def test_an_exception_is_compared_by_its_type() -> None:
    one = read_answers((answers(gave(None, raised="builtins.KeyError", message="a")),), (1,), 1)
    other = read_answers((answers(gave(None, raised="builtins.KeyError", message="b")),), (1,), 1)
    third = read_answers((answers(gave(None, raised="builtins.ValueError")),), (1,), 1)
    assert one is not None
    assert other is not None
    assert third is not None
    assert not compare([Input((), ())], one[0], other[0]).differing
    assert compare([Input((), ())], one[0], third[0]).differing
