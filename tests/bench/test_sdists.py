import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from stelp_ci.bench.sdists import Sdist, fetch_sdist, unpack_sdist


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as written:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 4
            written.addfile(member, io.BytesIO(b"text"))
    return content.getvalue()


@contextmanager
def index(files: dict[str, bytes], *, json_page: bool) -> Generator[str]:
    """An index of one project on this machine, in either of the two formats."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.rpartition("/")[2]
            if name in files:
                self._say("application/octet-stream", files[name])
            elif self.path == "/simple/my-box/" and json_page:
                listed = [{"filename": name, "url": f"../../files/{name}", "hashes": {}} for name in files]
                self._say("application/vnd.pypi.simple.v1+json", json.dumps({"files": listed}).encode())
            elif self.path == "/simple/my-box/":
                links = (f'<a href="../../files/{name}#sha256=0">{name}</a>' for name in files)
                self._say("text/html", "".join(links).encode())
            else:
                self.send_error(404)

        def _say(self, kind: str, content: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/simple"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("page", ["json", "html"])
def test_an_archive_is_found_checked_and_unpacked(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = archive("my_box-1.0/setup.py", "my_box-1.0/box/__init__.py")
    files = {"my_box-1.0.tar.gz": content, "my_box-1.1.tar.gz": b"", "my_box-1.0-py3-none-any.whl": b""}
    files["my-box-0.9-a.tar.gz"] = b""  # what old releases are called
    with index(files, json_page=page == "json") as url:
        monkeypatch.setenv("PIP_INDEX_URL", url)
        unpack_sdist(Sdist("My.Box", "1.0", hashlib.sha256(content).hexdigest()), tmp_path / "tree")
    found = sorted(path.relative_to(tmp_path / "tree").as_posix() for path in (tmp_path / "tree").rglob("*.py"))
    assert found == ["box/__init__.py", "setup.py"]
    assert [path.name for path in tmp_path.iterdir()] == ["tree"]


def test_an_archive_with_another_hash_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with index({"my_box-1.0.tar.gz": archive("my_box-1.0/a")}, json_page=True) as url:
        monkeypatch.setenv("PIP_INDEX_URL", url)
        with pytest.raises(ValueError, match="SHA-256"):
            fetch_sdist(Sdist("my-box", "1.0", "0" * 64))


def test_a_version_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with index({"my_box-1.0.tar.gz": b""}, json_page=True) as url:
        monkeypatch.setenv("PIP_INDEX_URL", url)
        with pytest.raises(LookupError, match="0 source archives"):
            fetch_sdist(Sdist("my-box", "2.0", "0" * 64))


@pytest.mark.parametrize("name", ["../outside", "my_box-1.0/../../outside"])
def test_an_archive_that_leaves_its_directory_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = archive(name)
    with index({"my_box-1.0.tar.gz": content}, json_page=True) as url:
        monkeypatch.setenv("PIP_INDEX_URL", url)
        with pytest.raises((tarfile.FilterError, ValueError)):
            unpack_sdist(Sdist("my-box", "1.0", hashlib.sha256(content).hexdigest()), tmp_path / "inner" / "tree")
    assert not (tmp_path / "outside").exists()


def test_an_index_that_is_no_web_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "file:///etc")
    with pytest.raises(ValueError, match="not on the web"):
        fetch_sdist(Sdist("my-box", "1.0", "0" * 64))
