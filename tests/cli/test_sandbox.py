"""`stelp-ci sandbox` for real: what it builds, shows from inside, lists and takes away."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stelp_ci.cli.main import main
from stelp_ci.execute.kept import Kept, entries, leftovers, stale
from stelp_ci.execute.sealed import sealed_directory


def told(*arguments: str, said: str = "", cache: Path, timeout_s: float = 120) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "STELP_CACHE_DIR": str(cache), "DOCKER_HOST": "unix:///nonexistent.sock"}
    command = [sys.executable, "-m", "stelp_ci", "sandbox", *arguments]
    return subprocess.run(
        command, input=said, capture_output=True, text=True, timeout=timeout_s, env=environment, check=False
    )


@pytest.mark.gvisor
def test_a_look_inside_is_as_contained_as_the_code(shared_cache: Path, tmp_path: Path) -> None:
    (tmp_path / "seen.txt").write_text("of the source\n", encoding="utf-8")
    said = "cat('seen.txt')\nos.getuid()\nopen('/src/new', 'w')\nopen('/tmp/new', 'w').write('x')\n"
    run = told("shell", "--backend", "runsc", "--source", str(tmp_path), said=said, cache=shared_cache)
    assert run.returncode == 0, run.stderr
    assert "of the source" in run.stdout
    assert "65534" in run.stdout
    assert "PermissionError" in run.stderr or "Read-only file system" in run.stderr
    assert "in the sandbox, as user 65534" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["seen.txt"]


@pytest.mark.gvisor
def test_the_root_is_built_once_and_listed(shared_cache: Path) -> None:
    built = told("build", "--backend", "runsc", cache=shared_cache)
    assert built.returncode == 0, built.stderr
    root = Path(built.stdout.removeprefix("built ").strip())
    assert (root / "stelp" / "imports.bin").is_file()
    listed = told("ls", cache=shared_cache)
    assert str(root.parent) in listed.stdout


def test_an_image_without_a_daemon_is_an_error_with_a_remedy(shared_cache: Path) -> None:
    run = told("build", "--backend", "docker", cache=shared_cache)
    assert run.returncode == 4
    assert "docs/sandbox.md" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_source_that_is_not_there_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "shell", "--source", str(tmp_path / "absent")]) == 2
    assert "no such directory" in capsys.readouterr().err


def test_prune_takes_what_nobody_used_for_a_month_and_what_a_build_left(tmp_path: Path) -> None:
    for name in ("used", "unused"):
        sealed_directory(tmp_path / "rootfs", name, lambda tree: (tree / "file").touch())
    half = tmp_path / "rootfs" / ".building-x"
    half.mkdir()
    month_ago = time.time() - 31 * 86400
    for path in (tmp_path / "rootfs" / "unused", half):
        os.utime(path, (month_ago, month_ago))
    run = told("prune", cache=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "2 removed" in run.stdout
    assert [path.name for path in (tmp_path / "rootfs").iterdir()] == ["used"]


def test_using_an_entry_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent.sock")
    sealed_directory(tmp_path / "rootfs", "key", lambda tree: (tree / "file").touch())
    os.utime(tmp_path / "rootfs" / "key", (0, 0))
    assert len(stale(entries(tmp_path), everything=False)) == 1
    sealed_directory(tmp_path / "rootfs", "key", lambda _: pytest.fail("built again"))
    assert stale(entries(tmp_path), everything=False) == ()
    assert len(stale(entries(tmp_path), everything=True)) == 1
    assert leftovers(tmp_path) == ()


def test_an_image_is_stale_only_when_everything_is() -> None:
    image = Kept("image", "x", 1, None, lambda: None)
    assert stale((image,), everything=False) == ()
    assert stale((image,), everything=True) == (image,)
