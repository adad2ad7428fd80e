"""Calls of programs on the wire: they come where they may, within their bounds, and no other frame is loosened."""

import pytest

from stelp_ci.execute import wire
from stelp_ci.execute.wire import Frame, FrameReader, WireError, pack

STARTING = pack(Frame.STARTING, b"")
CALL = pack(Frame.CALL, b"\0\0\0\0{}")


def read(data: bytes, calls: int = 3) -> list[Frame]:
    return [frame for frame, _ in FrameReader(calls=calls).feed(data)]


def test_calls_come_between_the_start_and_the_end() -> None:
    ended = pack(Frame.ENDED, b"{}")
    assert read(STARTING + CALL + CALL + ended) == [Frame.STARTING, Frame.CALL, Frame.CALL, Frame.ENDED]


@pytest.mark.parametrize(
    ("data", "calls"),
    [
        (CALL, 3),
        (STARTING + CALL, 0),
        (STARTING + CALL * 4, 3),
        (STARTING + pack(Frame.ENDED, b"{}") + CALL, 3),
        (STARTING + pack(Frame.CALL, b"x" * (wire.NUMBER_BYTES + wire.CALL_BYTES + 1)), 3),
        (STARTING + pack(Frame.REPLY, b"{}"), 3),
        (STARTING + pack(Frame.RESULT, b"{}"), 3),
    ],
    ids=["first", "not offered", "too many", "after the end", "too large", "a reply", "a result"],
)
def test_a_call_out_of_place_ends_the_conversation(data: bytes, calls: int) -> None:
    with pytest.raises(WireError):
        read(data, calls)


def test_a_call_that_arrives_in_pieces_is_one_call() -> None:
    reader = FrameReader(calls=1)
    pieces = STARTING + CALL
    seen = [frame for at in range(len(pieces)) for frame, _ in reader.feed(pieces[at : at + 1])]
    assert seen == [Frame.STARTING, Frame.CALL]
