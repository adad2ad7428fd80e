import time
from pathlib import Path

import pytest

from stelp_ci.errors import LayerError
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.wheels.pip import index_digest, pip_environment, run_pip, shown

pytest_plugins = ("tests.execute.houses",)


def test_pip_sees_index_settings_and_no_other_variable() -> None:
    given = {
        "PIP_INDEX_URL": "https://index.example.org/simple",
        "NETRC": "/home/me/.netrc",
        "HTTPS_PROXY": "http://proxy.example.org",
        "PIP_TARGET": "/",
        "PIP_NO_BINARY": ":all:",
        "PIP_REQUIREMENT": "evil.txt",
        "PYTHONPATH": "/tmp",
        "GITHUB_TOKEN": "a token",
        "LD_PRELOAD": "/tmp/evil.so",
    }
    seen = pip_environment(given)
    assert {name for name in given if name in seen} == {"PIP_INDEX_URL", "NETRC", "HTTPS_PROXY"}


def test_the_digest_of_the_indexes_holds_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    def digest(url: str) -> str:
        monkeypatch.setenv("PIP_INDEX_URL", url)
        return index_digest()

    assert digest("https://a:b@index.example.org/s") == digest("https://c:d@index.example.org/s")
    assert digest("https://index.example.org/s") != digest("https://index.example.org/t")


def test_a_line_is_shown_without_credentials_and_control_characters() -> None:
    line = "Could not fetch URL https://me:hidden-word@index.example.org/simple/: \x1b[31mno\x1b[0m\r\n"
    assert shown(line) == "Could not fetch URL https://***@index.example.org/simple/: [31mno[0m"


def test_lines_come_as_they_are_written(interpreter: Interpreter) -> None:
    lines: list[str] = []
    run = run_pip(["--version"], interpreter=interpreter, timeout_s=60, on_line=lines.append)
    assert run.exit_code == 0
    assert run.lines == tuple(lines)
    assert lines[0].startswith("pip ")


def test_pip_runs_on_the_target_interpreter(interpreter: Interpreter) -> None:
    run = run_pip(["debug"], interpreter=interpreter, timeout_s=60, on_line=print)
    assert f"sys.executable: {interpreter.executable}" in run.lines


def test_pip_that_takes_too_long_is_ended(
    house: Path, interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is a socket that accepts and never answers."""
    import socket

    assert house.is_dir()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.delenv("PIP_NO_INDEX")
        monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/simple")
        began = time.monotonic()
        with pytest.raises(LayerError, match="did not finish within 2 s") as caught:
            run_pip(["download", "six"], interpreter=interpreter, timeout_s=2, on_line=print)
    assert time.monotonic() - began < 20
    assert caught.value.remedy
