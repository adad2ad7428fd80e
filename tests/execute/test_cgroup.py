"""Memory cgroups of both versions, on directories that look like them, and for real where the host has them."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from stelp_ci.execute.cgroup import OVERHEAD_MIB, ROOT, family, make_cgroup
from stelp_ci.model.execution import Limits

LIMITS = Limits(memory_mib=100, tmpfs_mib=28)
BYTES = (128 + OVERHEAD_MIB) << 20


def test_a_host_without_cgroups_has_none(tmp_path: Path) -> None:
    assert make_cgroup("name", LIMITS, root=tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_version_one_counts_kills_in_its_control_file(tmp_path: Path) -> None:
    (tmp_path / "memory").mkdir()
    (tmp_path / "memory" / "memory.limit_in_bytes").touch()
    cgroup = make_cgroup("name", LIMITS, root=tmp_path)
    assert cgroup is not None
    assert (cgroup.directory / "memory.limit_in_bytes").read_text(encoding="ascii") == str(BYTES)
    assert not cgroup.killed()
    cgroup.events.write_text("oom_kill_disable 0\nunder_oom 0\noom_kill 0\n", encoding="ascii")
    assert not cgroup.killed()
    cgroup.events.write_text("oom_kill_disable 0\nunder_oom 0\noom_kill 2\n", encoding="ascii")
    assert cgroup.killed()


def test_version_two_counts_kills_in_its_events(tmp_path: Path) -> None:
    (tmp_path / "cgroup.controllers").write_text("memory pids", encoding="ascii")
    cgroup = make_cgroup("name", LIMITS, root=tmp_path)
    assert cgroup is not None
    assert (cgroup.directory / "memory.max").read_text(encoding="ascii") == str(BYTES)
    cgroup.events.write_text("low 0\noom 1\noom_kill 1\n", encoding="ascii")
    assert cgroup.killed()
    (cgroup.processes).write_text("12\n13\n", encoding="ascii")
    assert cgroup.members() == (12, 13)


@pytest.mark.skipif(os.geteuid() != 0 or not (ROOT / "memory").is_dir(), reason="needs a writable cgroup v1")
def test_a_real_cgroup_is_made_and_taken_away() -> None:
    cgroup = make_cgroup(f"stelp-test-{os.getpid()}", LIMITS)
    assert cgroup is not None
    try:
        assert int((cgroup.directory / "memory.limit_in_bytes").read_text(encoding="ascii")) == BYTES
        assert cgroup.members() == ()
        assert not cgroup.killed()
    finally:
        cgroup.remove()
    assert not cgroup.directory.exists()


@pytest.mark.skipif(os.geteuid() != 0 or not (ROOT / "memory").is_dir(), reason="needs a writable cgroup v1")
def test_all_that_a_process_has_started_enters_with_it() -> None:
    cgroup = make_cgroup(f"stelp-test-{os.getpid()}-family", LIMITS)
    assert cgroup is not None
    script = "sleep 60 & (sleep 60 & echo ready; wait) & wait"
    command = ["/bin/sh", "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            cgroup.enter(process.pid)
            inside = set(cgroup.members())
            assert process.pid in inside
            assert len(inside) == 4
            assert inside == family(process.pid)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            while cgroup.members():
                time.sleep(0.01)
            cgroup.remove()


@pytest.mark.skipif(os.geteuid() != 0 or not (ROOT / "memory").is_dir(), reason="needs a writable cgroup v1")
def test_a_process_that_is_gone_enters_nothing() -> None:
    cgroup = make_cgroup(f"stelp-test-{os.getpid()}-gone", LIMITS)
    assert cgroup is not None
    with subprocess.Popen(["/bin/true"]) as process:
        process.wait()
    cgroup.enter(process.pid)
    assert cgroup.members() == ()
    cgroup.remove()
