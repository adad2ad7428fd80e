"""A Docker Engine that cannot be had is an error that says what to do, and nothing runs elsewhere instead."""

import sys
from pathlib import Path

import pytest

from stelp_ci.errors import SandboxError
from stelp_ci.execute.choice import chosen_backend, open_chosen
from stelp_ci.execute.docker_container import Preface, refuse_other_kernels
from stelp_ci.execute.engine import Started, connect
from stelp_ci.execute.interpreter import inspect_interpreter

GVISOR = Preface(python="3.11.2", version="4.4.0 #1 SMP", log="<6>[    0.000000] Starting gVisor...\n")
LINUX = Preface(python="3.11.2", version="6.1.0 #1 SMP", log="")


def test_no_daemon_is_an_error_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path / 'absent.sock'}")
    with pytest.raises(SandboxError, match="asked to answer") as caught:
        connect()
    assert "docs/sandbox.md" in caught.value.remedy


def test_a_daemon_on_another_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://192.0.2.1:2376")
    with pytest.raises(SandboxError, match="not on this machine") as caught:
        connect()
    assert "unix://" in caught.value.remedy


@pytest.mark.parametrize("backend", ["docker", "auto"])
def test_without_runsc_and_docker_nothing_is_opened(
    backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interpreter = inspect_interpreter(Path(sys.executable))
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path / 'absent.sock'}")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxError) as caught:
        open_chosen(backend, interpreter=interpreter, harness=tmp_path, cache=tmp_path)
    assert caught.value.remedy


def test_a_backend_that_nobody_knows_is_refused() -> None:
    with pytest.raises(SandboxError, match="no backend 'host'"):
        chosen_backend("host")


@pytest.mark.parametrize(
    ("started", "preface", "what"),
    [
        (Started("runc", 1), GVISOR, "runtime 'runc', not 'runsc'"),
        (Started("runsc", 1), LINUX, "is not gVisor: inside it is Linux 6.1.0"),
        (Started("", 1), GVISOR, "runtime ''"),
    ],
)
def test_a_container_that_does_not_show_gvisor_is_refused(started: Started, preface: Preface, what: str) -> None:
    with pytest.raises(SandboxError, match=what) as caught:
        refuse_other_kernels(started, preface, "runsc")
    assert caught.value.remedy


def test_a_container_that_shows_gvisor_by_name_and_kernel_is_accepted() -> None:
    refuse_other_kernels(Started("runsc", 1), GVISOR, "runsc")
