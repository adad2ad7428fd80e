"""A canary that cannot be disturbed proves nothing: each of them is disturbed here, by this very process."""

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stelp_ci.bench.containment.canaries import Canaries, canaries, tree_state

Act = Callable[[dict[str, Any]], object]


def connect(family: int, address: object) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as end:
        end.connect(address)  # pyright: ignore[reportArgumentType] - a tuple, a path or bytes, as the family wants it


def datagram(canary: dict[str, Any]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        end.sendto(b"x", ("127.0.0.1", canary["udp"]))


ACTS: dict[str, Act] = {
    "secret was read": lambda canary: Path(canary["secret"]).read_text(),
    "writable was read or written": lambda canary: Path(canary["writable"]).write_text("x"),
    "left was left on the host": lambda canary: Path(canary["folder"], "left").touch(),
    "listener tcp ": lambda canary: connect(socket.AF_INET, ("127.0.0.1", canary["tcp"])),
    "listener udp ": datagram,
    "listener unix ": lambda canary: connect(socket.AF_UNIX, canary["unix"]),
    "listener abstract ": lambda canary: connect(socket.AF_UNIX, "\0" + canary["abstract"]),
    "ended or stopped": lambda canary: os.kill(canary["pid"], signal.SIGTERM),
    "process was ended": lambda canary: os.kill(canary["pid"], signal.SIGSTOP),
    "was ended or": lambda canary: os.setpriority(os.PRIO_PROCESS, canary["pid"], 5),
    "/tmp holds escaped-": lambda canary: Path("/tmp", canary["escaped"]).touch(),
    "/dev/shm holds escaped-": lambda canary: Path("/dev/shm", canary["escaped"]).touch(),
}


def told(laid: Canaries, said: str = "") -> str:
    time.sleep(0.05)
    return "; ".join(laid.disturbed(said))


def test_what_nobody_touches_is_untouched_and_leaves_nothing() -> None:
    with canaries() as laid:
        assert told(laid, repr(laid.document)) == ""
        assert os.environ[laid.variable] == laid.secret
    assert not laid.folder.exists()
    assert laid.variable not in os.environ


@pytest.mark.parametrize(("says", "act"), ACTS.items(), ids=list(ACTS))
def test_whoever_touches_one_is_seen(says: str, act: Act) -> None:
    with canaries() as laid:
        try:
            act(laid.document)
            assert says in told(laid)
        finally:
            for place in ("/tmp", "/dev/shm"):
                Path(place, laid.escaped).unlink(missing_ok=True)


def test_a_secret_that_comes_out_is_seen_and_the_document_holds_none() -> None:
    with canaries() as laid:
        assert laid.secret not in repr(laid.document)
        assert "secret of the host came out" in told(laid, f"... {laid.secret} ...")


def test_a_tree_is_another_when_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x", encoding="utf-8")
    before = tree_state(tmp_path)
    assert tree_state(tmp_path) == before
    (tmp_path / "a.py").chmod(0o777)
    assert tree_state(tmp_path) != before
