"""Logs that a daemon's runtime writes into files: found by the container, read as far as they are written, removed."""

import json
import runpy
from pathlib import Path

import pytest

from stelp_ci.execute.syscalls.effects import asked_for
from stelp_ci.execute.syscalls.logged_files import log_folder, read_log, remove_log

ENGINE = Path(__file__).parents[3] / "sandbox" / "docker_engine.py"


def test_the_daemon_of_a_checkout_logs_the_calls_that_are_read() -> None:
    found = runpy.run_path(str(ENGINE), run_name="docker_engine")
    assert str(found["LOGGED_CALLS"]).split() == list(asked_for("x86_64"))


@pytest.mark.parametrize(
    ("arguments", "folder"),
    [
        (("--network=none", "--debug-log=/x/", "--strace"), Path("/x/")),
        (("--debug-log=/x/",), None),
        (("--debug-log=/x/file", "--strace"), None),
        ((), None),
    ],
)
def test_only_a_runtime_that_logs_calls_into_a_folder_is_one(arguments: tuple[str, ...], folder: Path | None) -> None:
    assert log_folder(arguments) == folder


def test_each_container_has_its_own_files_and_a_torn_line_is_not_read(tmp_path: Path) -> None:
    for container in ("a" * 64, "b" * 64):
        head = json.dumps({"msg": f"Args: runsc-sandbox boot {container}", "level": "info", "time": "t"})
        (tmp_path / f"runsc.log.1.{container[0]}.boot.txt").write_text(f"{head}\n{head[:9]}", encoding="utf-8")
        (tmp_path / f"runsc.log.1.{container[0]}.gofer.txt").write_text(head, encoding="utf-8")
    log = read_log(tmp_path, "a" * 64, ())
    assert log is not None
    assert log.complete
    assert not log.began
    assert read_log(tmp_path, "c" * 64, ()) is None
    remove_log(tmp_path, "a" * 64)
    assert {path.name.split(".")[3] for path in tmp_path.iterdir()} == {"b"}


def test_a_folder_that_is_not_there_has_no_log(tmp_path: Path) -> None:
    assert read_log(tmp_path / "absent", "a" * 64, ()) is None
    remove_log(tmp_path / "absent", "a" * 64)
