"""Public data is brought from where the manifest says, and nothing else is taken for it."""

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from stelp_ci.bench import fetch as fetching
from stelp_ci.bench.fetch import DataSet, Fetched, File, fetch, read_manifest
from stelp_ci.cli.main import main
from stelp_ci.cli.progress import Silent
from stelp_ci.errors import StelpError, UsageError

DATA = Path(__file__).parents[2].parent / "shared" / "data"
RIGHT = b"a program a line\n"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[str]:
    """A server on loopback that has `right.jsonl` and `large.jsonl`."""
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "right.jsonl").write_bytes(RIGHT)
    (tmp_path / "mirror" / "large.jsonl").write_bytes(b"x" * 5_000)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "mirror")))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def brought(address: str, data: Path, content: bytes = RIGHT) -> Fetched:
    file = File("set/right.jsonl", address, hashlib.sha256(content).hexdigest())
    (done,) = fetch((DataSet("set", "programs", "safe", "here", "1", "MIT", (file,)),), data, Silent())
    return done


def test_a_missing_file_is_brought_and_a_second_run_leaves_it_alone(tmp_path: Path, mirror: str) -> None:
    assert brought(f"{mirror}/right.jsonl", tmp_path).outcome == "fetched"
    assert (tmp_path / "set/right.jsonl").read_bytes() == RIGHT
    assert brought("http://127.0.0.1:9/nobody", tmp_path).outcome == "present"


def test_a_file_that_is_another_is_refused_and_leaves_nothing(tmp_path: Path, mirror: str) -> None:
    done = brought(f"{mirror}/large.jsonl", tmp_path)
    assert not done.is_there
    assert done.outcome.startswith("it is another file")
    assert list((tmp_path / "set").iterdir()) == []


def test_a_file_that_was_spoiled_is_brought_again(tmp_path: Path, mirror: str) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set/right.jsonl").write_bytes(b"half of")
    assert brought(f"{mirror}/right.jsonl", tmp_path).outcome == "fetched"
    assert (tmp_path / "set/right.jsonl").read_bytes() == RIGHT


def test_what_never_ends_is_given_up(tmp_path: Path, mirror: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 1_000)
    assert "more than" in brought(f"{mirror}/large.jsonl", tmp_path).outcome
    assert list((tmp_path / "set").iterdir()) == []


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://192.0.2.1/x", "x"])
def test_other_addresses_are_not_asked(tmp_path: Path, address: str) -> None:
    assert "not asked" in brought(address, tmp_path).outcome


def test_what_cannot_be_had_is_said(tmp_path: Path, mirror: str) -> None:
    assert "cannot be had" in brought(f"{mirror}/missing.jsonl", tmp_path).outcome
    assert "cannot be had" in brought("http://127.0.0.1:9/x", tmp_path).outcome


def test_a_folder_that_is_a_file_is_a_usage_error(tmp_path: Path, mirror: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError):
        brought(f"{mirror}/right.jsonl", tmp_path / "file")


@pytest.mark.parametrize("text", ["", "set = 1", "[[set]]\nname = 'x'", "\x00", "[[set"])
def test_a_manifest_that_says_something_else_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.toml").write_text(text)
    with pytest.raises(StelpError):
        read_manifest(tmp_path / "manifest.toml")


def test_every_set_names_its_source_its_licence_and_files_below_its_folder() -> None:
    for one in read_manifest():
        assert one.source.startswith("https://github.com/")
        assert one.licence
        assert one.split in {"safe", "unsafe"}
        assert all(file.path.startswith(f"{one.name}/") and len(file.sha256) == 64 for file in one.files)


@pytest.mark.skipif(not DATA.is_dir(), reason="the public data is not here")
def test_the_manifest_knows_the_files_that_the_benchmarks_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "fetch", "--data", str(DATA)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == sum(len(one.files) for one in read_manifest())
    assert all(line.endswith("present") for line in said)


def test_fetching_needs_a_folder() -> None:
    assert main(["bench", "fetch"]) == 2
