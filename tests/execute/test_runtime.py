"""Which runsc, which platform and which flags: read from what the binary says."""

from pathlib import Path

import pytest

from stelp_ci.errors import SandboxError
from stelp_ci.execute.runtime import (
    choose_flags,
    choose_platform,
    find_runtime,
    known_flags,
    locate_runsc,
    read_version,
)

OLD = """  -host-uds value
    \tcontrols permission to access host Unix-domain sockets. Values: none|open|create|all, default: none
  -ignore-cgroups
    \tdon't configure cgroups.
  -network value
    \tspecifies which network to use: sandbox (default), host, none.
  -overlay2 value
    \twrap mounts with overlayfs.
  -platform string
    \tspecifies which platform to use: ptrace (default), kvm. (default "ptrace")
  -platform_device_path string
    \tpath to a platform-specific device file (e.g. /dev/kvm for KVM platform).
  -root string
    \troot directory for storage of container state.
"""
NEW = OLD.replace("ptrace (default), kvm. (default", "systrap (default), ptrace, kvm. (default").replace("  -", "  --")
KVM_ONLY = OLD.replace("ptrace (default), kvm", "kvm (default)").replace('"ptrace"', '"kvm"')


@pytest.mark.parametrize(("text", "platform"), [(OLD, "ptrace"), (NEW, "systrap")])
def test_the_best_platform_that_is_offered_is_taken(text: str, platform: str) -> None:
    assert choose_platform(text) == platform


@pytest.mark.parametrize("text", [KVM_ONLY, "", OLD.replace("-platform string", "-form string")])
def test_kvm_is_never_taken(text: str) -> None:
    with pytest.raises(SandboxError):
        choose_platform(text)


def test_only_flags_that_the_binary_knows_are_given() -> None:
    flags = choose_flags(OLD, "ptrace", rootless=False)
    assert flags[0] == "--platform=ptrace"
    assert {"--network=none", "--ignore-cgroups", "--overlay2=none", "--host-uds=none"} < set(flags)
    assert not [flag for flag in flags if "file-access" in flag or "rootless" in flag]
    assert "--rootless" in choose_flags(OLD, "ptrace", rootless=True)
    assert known_flags(NEW) == known_flags(OLD)


def test_a_runsc_that_cannot_turn_the_network_off_is_refused() -> None:
    with pytest.raises(SandboxError):
        choose_flags(OLD.replace("-network value", "-net value"), "ptrace", rootless=False)


def test_a_version_is_read_and_anything_else_is_refused() -> None:
    assert read_version("runsc version release-20240729.0\nspec: 1.1.0-rc.1\n") == "release-20240729.0"
    for text in ("", "runc version 1.1", "usage: runsc"):
        with pytest.raises(SandboxError):
            read_version(text)


@pytest.mark.gvisor
def test_the_flags_are_asked_once_and_a_spoilt_memory_is_asked_again(tmp_path: Path) -> None:
    first = find_runtime(locate_runsc(), tmp_path)
    kept = tmp_path / "runsc-flags" / first.sha256
    text = kept.read_text(encoding="utf-8")
    for spoilt in (b"", b"\xff\xfe", b"  -platform string\n\tspecifies kvm\n"):
        kept.write_bytes(spoilt)
        assert find_runtime(locate_runsc(), tmp_path) == first
        assert kept.read_text(encoding="utf-8") == text


@pytest.mark.gvisor
def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "runsc-flags").write_text("a file", encoding="utf-8")
    assert find_runtime(locate_runsc(), tmp_path).flags


def test_a_variable_names_another_runsc_than_the_one_on_path(tmp_path: Path) -> None:
    other = tmp_path / "bin" / "runsc"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\n", encoding="ascii")
    other.chmod(0o755)
    assert locate_runsc({"PATH": "/nonexistent", "STELP_RUNSC": str(other)}) == other
    assert locate_runsc({"PATH": str(other.parent)}) == other
    with pytest.raises(SandboxError, match="no program") as caught:
        locate_runsc({"PATH": str(other.parent), "STELP_RUNSC": str(tmp_path / "absent")})
    assert "STELP_RUNSC" in caught.value.remedy
