"""The bundle grants what a run needs and nothing else."""

from pathlib import Path

from stelp_ci.execute.bundle import Contents, layer_targets, oci_config
from stelp_ci.model.execution import Limits

CONTENTS = Contents(
    root=Path("/cache/tree"),
    python=Path("/usr/bin/python3"),
    source=Path("/trees/head"),
    layers=(Path("/cache/one"), Path("/cache/two")),
    environment=(("GIVEN", "1"), ("HOME", "/root"), ("PYTHONHASHSEED", "random")),
)
CONFIG = oci_config(CONTENTS, Limits(tmpfs_mib=100, file_mib=7))
MOUNTS = {mount["destination"]: mount for mount in CONFIG["mounts"]}


def test_the_root_and_every_host_directory_are_read_only() -> None:
    assert CONFIG["root"] == {"path": "/cache/tree", "readonly": True}
    binds = {target: mount for target, mount in MOUNTS.items() if mount["type"] == "bind"}
    assert {target: mount["source"] for target, mount in binds.items()} == {
        "/src": "/trees/head",
        "/layers/0": "/cache/one",
        "/layers/1": "/cache/two",
    }
    assert all("ro" in mount["options"] for mount in binds.values())


def test_layers_stand_in_their_order() -> None:
    assert layer_targets(3) == ("/layers/0", "/layers/1", "/layers/2")


def test_only_scratch_space_can_be_written_and_it_has_a_size() -> None:
    assert "size=100m" in MOUNTS["/tmp"]["options"]
    assert "size=25m" in MOUNTS["/dev/shm"]["options"]
    assert {target for target, mount in MOUNTS.items() if mount["type"] == "tmpfs"} == {"/dev", "/tmp", "/dev/shm"}


def test_the_environment_is_the_allowlist_and_ours_wins() -> None:
    environment = dict(entry.split("=", 1) for entry in CONFIG["process"]["env"])
    assert environment["GIVEN"] == "1"
    assert environment["HOME"] == "/tmp/home"
    assert environment["PYTHONHASHSEED"] == "0"
    assert set(environment) == {
        "GIVEN",
        "HOME",
        "LC_ALL",
        "PATH",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONHASHSEED",
        "TMPDIR",
        "TZ",
    }


def test_the_runner_has_three_capabilities_and_none_can_be_inherited() -> None:
    capabilities = CONFIG["process"]["capabilities"]
    assert set(capabilities["permitted"]) == {"CAP_KILL", "CAP_SETUID", "CAP_SETGID"}
    assert capabilities["inheritable"] == capabilities["ambient"] == []
    assert CONFIG["process"]["noNewPrivileges"] is True
    assert CONFIG["process"]["terminal"] is False


def test_namespaces_and_limits_are_set() -> None:
    assert {namespace["type"] for namespace in CONFIG["linux"]["namespaces"]} >= {
        "pid",
        "network",
        "ipc",
        "uts",
        "mount",
    }
    assert all("path" not in namespace for namespace in CONFIG["linux"]["namespaces"])
    limits = {limit["type"]: (limit["soft"], limit["hard"]) for limit in CONFIG["process"]["rlimits"]}
    assert limits["RLIMIT_CORE"] == (0, 0)
    assert limits["RLIMIT_FSIZE"] == (7 << 20, 7 << 20)
    assert "/proc/kcore" in CONFIG["linux"]["maskedPaths"]
    assert "/proc/sys" in CONFIG["linux"]["readonlyPaths"]
