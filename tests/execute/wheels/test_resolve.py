import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from stelp_ci.errors import LayerError
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.needs.read import Needs
from stelp_ci.execute.wheels.resolve import resolve
from tests.execute.houses import MakeWheel

pytest_plugins = ("tests.execute.houses",)


Resolve = Callable[..., tuple[list[str], tuple[str, ...]]]


@pytest.fixture
def resolved(interpreter: Interpreter, tmp_path: Path) -> Resolve:
    """Resolves needs with the real pip: the names of the wheels, and the notes."""

    def run(*roots: str, constraints: tuple[str, ...] = ()) -> tuple[list[str], tuple[str, ...]]:
        needs = Needs(roots=roots, constraints=constraints)
        found = resolve(needs, interpreter=interpreter, folder=tmp_path / "resolution", on_line=print)
        return sorted(path.name.rsplit("-", 3)[0] for path in found.folder.iterdir()), found.notes

    return run


@contextmanager
def answering(status: int) -> Generator[str]:
    """An index on this machine that answers every request with `status`."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(status)

        def log_message(self, format: str, *args: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/simple"
        finally:
            server.shutdown()
            thread.join()


def test_requirements_of_requirements_are_fetched(make_wheel: MakeWheel, resolved: Resolve) -> None:
    make_wheel("outer", requires=("inner>=1",))
    make_wheel("inner", "1.0")
    make_wheel("inner", "2.0")
    assert resolved("outer") == (["inner-2.0", "outer-1.0"], ())


def test_constraints_hold_for_what_is_needed_and_add_nothing(make_wheel: MakeWheel, resolved: Resolve) -> None:
    make_wheel("outer", requires=("inner",))
    make_wheel("inner", "1.0")
    make_wheel("inner", "2.0")
    make_wheel("unused")
    assert resolved("outer", constraints=("inner==1.0", "unused==1.0")) == (["inner-1.0", "outer-1.0"], ())


def test_markers_are_those_of_the_target(make_wheel: MakeWheel, resolved: Resolve) -> None:
    make_wheel("always")
    make_wheel("never")
    assert resolved("always", "never; python_version < '3'") == (["always-1.0"], ())


def test_what_has_no_wheel_is_left_out_and_said(make_wheel: MakeWheel, resolved: Resolve) -> None:
    make_wheel("good")
    make_wheel("native", tag="cp27-cp27m-win32")
    assert resolved("good", "native", "absent>=2") == (
        ["good-1.0"],
        (
            "not assessed: no wheel for native: no index has a wheel of it",
            "not assessed: no wheel for absent>=2: no index has a wheel of it",
        ),
    )


@pytest.mark.parametrize("status", [401, 403, 500])
def test_an_index_that_refuses_is_an_error_and_not_a_missing_package(
    status: int, resolved: Resolve, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert house.is_dir()
    with answering(status) as url:
        monkeypatch.delenv("PIP_NO_INDEX")
        monkeypatch.setenv("PIP_INDEX_URL", url)
        monkeypatch.setenv("PIP_RETRIES", "0")
        with pytest.raises(LayerError, match="did not answer"):
            resolved("six")


def test_an_index_that_does_not_know_the_package_has_answered(
    resolved: Resolve, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert house.is_dir()
    with answering(404) as url:
        monkeypatch.delenv("PIP_NO_INDEX")
        monkeypatch.setenv("PIP_INDEX_URL", url)
        assert resolved("six") == ([], ("not assessed: no wheel for six: no index has a wheel of it",))


def test_a_root_whose_own_needs_have_no_wheel_is_left_out(make_wheel: MakeWheel, resolved: Resolve) -> None:
    make_wheel("good")
    make_wheel("outer", requires=("middle",))
    make_wheel("middle", requires=("absent",))
    names, notes = resolved("good", "outer")
    assert names == ["good-1.0"]
    assert len(notes) == 1
    assert "outer" in notes[0]
    assert "absent" in notes[0]


def test_constraints_that_contradict_are_given_up(make_wheel: MakeWheel, resolved: Resolve) -> None:
    make_wheel("outer", requires=("inner>=2",))
    make_wheel("inner", "1.0")
    make_wheel("inner", "2.0")
    names, notes = resolved("outer", constraints=("inner==1.0",))
    assert names == ["inner-2.0", "outer-1.0"]
    assert notes == ("the locked versions do not fit together here: other versions were resolved",)


def test_roots_that_contradict_are_reduced_to_those_that_fit(make_wheel: MakeWheel, resolved: Resolve) -> None:
    make_wheel("inner", "1.0")
    make_wheel("inner", "2.0")
    make_wheel("old", requires=("inner<2",))
    make_wheel("new", requires=("inner>=2",))
    make_wheel("other")
    names, notes = resolved("new", "old", "other")
    assert names == ["inner-2.0", "new-1.0", "other-1.0"]
    assert notes == ("not assessed: old does not fit the other requirements",)


@pytest.mark.parametrize("retries", ["0", "1"])
def test_no_answer_from_the_index_is_an_error_and_not_a_missing_package(
    retries: str, resolved: Resolve, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert house.is_dir()
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://somebody:hidden-word@127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", retries)
    with pytest.raises(LayerError, match="did not answer") as caught:
        resolved("six")
    assert "--deps" in caught.value.remedy
    assert "hidden-word" not in str(caught.value)


def test_nothing_of_the_repository_steers_pip(
    make_wheel: MakeWheel, resolved: Resolve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pip runs in an empty directory: a pip.py, pip.conf or requirements file where we are does not matter."""
    make_wheel("good")
    for name in ("pip.py", "sitecustomize.py", "encodings.py", "packaging.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'owned')!r}, 'w')\n")
    (tmp_path / "pip.conf").write_text("[global]\nindex-url = http://127.0.0.1:9/\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "pip.py"))
    monkeypatch.setenv("PIP_TARGET", str(tmp_path / "target"))
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_REQUIRE_VIRTUALENV", "1")
    monkeypatch.setenv("PIP_NO_BINARY", ":all:")
    assert resolved("good") == (["good-1.0"], ())
    assert not (tmp_path / "owned").exists()


def test_a_source_archive_is_never_built(house: Path, resolved: Resolve, tmp_path: Path) -> None:
    import io
    import tarfile

    script = f"open({str(tmp_path / 'owned')!r}, 'w')\n".encode()
    with tarfile.open(house / "evil-1.0.tar.gz", "w:gz") as archive:
        for name in ("evil-1.0/setup.py", "evil-1.0/evil.py"):
            member = tarfile.TarInfo(name)
            member.size = len(script)
            archive.addfile(member, io.BytesIO(script))
    names, notes = resolved("evil")
    assert names == []
    assert "no wheel for evil" in notes[0]
    assert not (tmp_path / "owned").exists()
