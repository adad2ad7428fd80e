"""The daemon of a checkout: only the one that was started there is ever ended, and what cannot be done is said."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "sandbox" / "docker_engine.py"


def engine(action: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(SCRIPT), action, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_a_process_of_somebody_else_is_not_ended(tmp_path: Path) -> None:
    """A pid file can be old: the number may belong to anybody by now."""
    bystander = subprocess.Popen(["/bin/sleep", "60"])
    try:
        (tmp_path / "dockerd.pid").write_text(str(bystander.pid), encoding="ascii")
        run = engine("stop", tmp_path)
        assert run.returncode == 0
        assert "no Docker Engine of ours runs" in run.stdout
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_base_without_a_daemon_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "stelp-ci"
    folder.mkdir(parents=True)
    for name in ("base-bookworm-amd64.tar", "base-bookworm-arm64.tar"):
        (folder / name).touch()
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment.pop("STELP_CACHE_DIR", None)
    command = [sys.executable, str(SCRIPT), "base", str(tmp_path / "absent")]
    if "bookworm" not in Path("/etc/os-release").read_text(encoding="utf-8"):
        pytest.skip("the archive is kept by the name of the release")
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)
    assert run.returncode == 1
    assert run.stderr.startswith("docker: ")
    assert "Traceback" not in run.stderr


@pytest.mark.docker
@pytest.mark.skipif(os.geteuid() != 0, reason="starts a daemon")
@pytest.mark.parametrize("depth", ["", "a-folder-whose-path-is-longer-than-the-kernel-takes"])
def test_a_daemon_is_started_with_gvisor_answers_and_is_ended(depth: str) -> None:
    with tempfile.TemporaryDirectory(prefix="stelp-engine-") as place:
        folder = Path(place, depth)
        folder.mkdir(exist_ok=True)
        lives_and_ends(folder)


def lives_and_ends(tmp_path: Path) -> None:
    try:
        started = engine("start", tmp_path)
        assert started.returncode == 0, started.stderr
        assert (tmp_path / "docker.sock").is_socket()
        told = json.loads((tmp_path / "daemon.json").read_text(encoding="ascii"))
        assert "--network=none" in told["runtimes"]["runsc"]["runtimeArgs"]
        assert told["iptables"] is False
        assert "answers" in engine("start", tmp_path).stdout, "a second start finds the first"
    finally:
        stopped = engine("stop", tmp_path)
    assert "stopped" in stopped.stdout
    assert not (tmp_path / "dockerd.pid").exists()


@pytest.mark.docker
@pytest.mark.skipif(os.geteuid() != 0, reason="would start a daemon")
def test_a_folder_with_a_path_that_no_socket_can_have_is_refused(tmp_path: Path) -> None:
    run = engine("start", tmp_path / ("x" * 120))
    assert run.returncode == 1
    assert "choose a folder with a shorter path" in run.stderr
