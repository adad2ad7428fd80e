"""Frames that a runner would never send are refused, each for its own reason."""

import hashlib
import hmac
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.execute.wire import (
    CAPS,
    Ended,
    Frame,
    FrameReader,
    WireError,
    decode_ended,
    open_result,
    pack,
    sign,
)

ENDED = {
    "exit_code": 0,
    "signal": 0,
    "limit": "",
    "survivors": 0,
    "output": "",
    "output_truncated": False,
    "cpu_s": 0.1,
    "peak_memory_mib": 1.0,
    "wall_s": 0.2,
}
SPOKEN = (pack(Frame.STARTING, b""), pack(Frame.ENDED, b"{}"), pack(Frame.RESULT, b"m" * 32))


def test_frames_in_order_are_complete_however_they_are_cut() -> None:
    whole = b"".join(SPOKEN)
    for size in (1, 2, 3, 5, 7, len(whole)):
        reader = FrameReader()
        heard = [frame for start in range(0, len(whole), size) for frame in reader.feed(whole[start : start + size])]
        assert [kind for kind, _ in heard] == [Frame.STARTING, Frame.ENDED, Frame.RESULT]
        assert reader.complete


@pytest.mark.parametrize(
    "spoken",
    [
        SPOKEN[1],
        SPOKEN[2],
        SPOKEN[0] + SPOKEN[0],
        SPOKEN[0] + SPOKEN[2],
        SPOKEN[0] + SPOKEN[1] + SPOKEN[1],
        b"".join(SPOKEN) + SPOKEN[2],
        b"".join(SPOKEN) + b"\0",
        b"\0\0\0\0S",
        b"\xff\xff\xff\xffS",
        b"1 passed in 0.01s\n",
        b'{"event": "end", "exit": 0}\n',
        pack(Frame.STARTING, b"x"),
        SPOKEN[0] + (CAPS[Frame.ENDED] + 2).to_bytes(4, "big") + b"E",
    ],
)
def test_a_frame_out_of_order_or_size_is_refused(spoken: bytes) -> None:
    with pytest.raises(WireError):
        list(FrameReader().feed(spoken))


def test_frames_before_a_bad_one_are_heard() -> None:
    heard: list[Frame] = []
    with pytest.raises(WireError):
        heard.extend(kind for kind, _ in FrameReader().feed(SPOKEN[0] + b"\xff" * 9))
    assert heard == [Frame.STARTING]


@pytest.mark.parametrize("cut", range(1, len(b"".join(SPOKEN))))
def test_a_conversation_that_stops_anywhere_is_not_complete(cut: int) -> None:
    reader = FrameReader()
    list(reader.feed(b"".join(SPOKEN)[:cut]))
    assert not reader.complete


@given(st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_frames_or_a_refusal(data: bytes) -> None:
    reader = FrameReader()
    try:
        list(reader.feed(data))
    except WireError:
        return
    assert not reader.complete or data.startswith(SPOKEN[0])


def test_the_end_is_decoded_strictly() -> None:
    assert decode_ended(msgspec.json.encode(ENDED)) == msgspec.convert(ENDED, Ended)
    for change in (
        {"extra": 1},
        {"signal": "9"},
        {"limit": "none"},
        {"exit_code": "0"},
        {"output": None},
        {"wall_s": "1"},
    ):
        with pytest.raises(WireError):
            decode_ended(msgspec.json.encode({**ENDED, **change}))
    for body in (b"", b"{}", b"null", b"\xff", msgspec.json.encode(ENDED)[:-1], msgspec.json.encode(ENDED) + b"x"):
        with pytest.raises(WireError):
            decode_ended(body)


def test_only_the_mac_of_this_run_opens_a_result() -> None:
    nonce, ended, events = b"n" * 32, b"ended", b"events"
    good = sign(nonce, ended, events)
    assert open_result(good + events, nonce, ended) == events
    forged = [
        b"",
        events,
        b"\0" * 32 + events,
        good + b"other",
        good[:-1] + events,
        sign(b"m" * 32, ended, events) + events,
        sign(nonce, b"other", events) + events,
        sign(nonce, b"endede", b"vents") + events,
        hashlib.sha256(nonce + ended + events).digest() + events,
        hmac.new(b"", ended + events, hashlib.sha256).digest() + events,
    ]
    for body in forged:
        with pytest.raises(WireError):
            open_result(body, nonce, ended)


def test_a_result_of_an_earlier_run_is_refused() -> None:
    earlier = sign(b"1" * 32, b"ended", b"events") + b"events"
    with pytest.raises(WireError):
        open_result(earlier, b"2" * 32, b"ended")


def test_the_runner_computes_the_same_mac() -> None:
    sandbox = Path(__file__).parent.parent.parent / "sandbox"
    code = "import sys; sys.path.insert(0, sys.argv[1]); import mac; print(mac.sign(b'n' * 32, b'ended', b'ev').hex())"
    done = subprocess.run([sys.executable, "-B", "-c", code, str(sandbox)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == sign(b"n" * 32, b"ended", b"ev").hex()
