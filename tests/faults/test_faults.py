"""Whatever is done to a run or its surroundings: an explicit verdict, nothing left of it, and the next run works."""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.repository import QUIET
from tests.faults.scene import NOTHING, Scene, kill

pytestmark = pytest.mark.gvisor
SEED = 20
WITHIN_S = 30.0
"""The time that whoever cleans up behind a killed run is given."""

_DRAWN = random.Random(SEED)  # noqa: S311 - moments, not secrets
KILLED_AT = [round(_DRAWN.uniform(0.0, 3.0), 2) for _ in range(10)]
SAMPLE = 2
RUNSC = ("runsc", "runsc-sandbox", "runsc-gofer")
SEMGREP = ("osemgrep", "semgrep-core", "pysemgrep")
SEMGREP_ONLY = "scan:\n  disable: [bandit, pyright]\n"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")


def moments() -> list[object]:
    """Ten seeded moments, the first two of them in every run."""
    marks = [() if number < SAMPLE else (pytest.mark.proof,) for number in range(len(KILLED_AT))]
    return [
        pytest.param(at, number, id=f"{at}s", marks=mark)
        for (number, at), mark in zip(enumerate(KILLED_AT), marks, strict=True)
    ]


@pytest.mark.parametrize(("at", "number"), moments())
def test_a_killed_runsc_is_an_explicit_verdict_and_leaves_nothing(
    tmp_path: Path, shared_cache: Path, at: float, number: int
) -> None:
    scene = Scene(tmp_path, shared_cache, seconds=1.5)
    check = scene.start()
    first = scene.wait_for("runsc")
    time.sleep(at)
    victims = scene.programs(RUNSC[number % len(RUNSC)]) or [first]
    kill(victims[0])
    ended = scene.end(check)
    assert ended.is_explicit, ended
    assert scene.left() == NOTHING
    assert scene.check().code == 0


def test_a_runsc_that_was_killed_while_the_tests_ran_is_not_charged_to_the_change(
    tmp_path: Path, shared_cache: Path
) -> None:
    scene = Scene(tmp_path, shared_cache, seconds=20)
    check = scene.start()
    pid = scene.wait_for("runsc")
    time.sleep(4)
    kill(pid)
    ended = scene.end(check)
    assert (ended.code, ended.decision) == (4, "inconclusive"), ended
    assert "killed by something outside" in ended.reasons
    assert scene.left() == NOTHING


def mounted(where: Path, kib: int) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k,mode=700", "stelp-tests", str(where)], check=True)  # noqa: S607


@pytest.fixture
def unmounting() -> Iterator[list[Path]]:
    """What is put into this list is unmounted in the end."""
    places: list[Path] = []
    yield places
    for place in reversed(places):
        subprocess.run(["umount", "--lazy", str(place)], check=False)  # noqa: S607


FULL = [
    pytest.param(4, id="at-once"),
    *(pytest.param(kib, id=f"{kib}k", marks=pytest.mark.proof) for kib in (60, 150, 400, 1000, 3000)),
]


@needs_root
@pytest.mark.parametrize("kib", FULL)
def test_no_space_for_temporary_files_is_inconclusive_and_says_so(
    tmp_path: Path, shared_cache: Path, unmounting: list[Path], kib: int
) -> None:
    scene = Scene(tmp_path, shared_cache)
    mounted(scene.tmp, kib)
    unmounting.append(scene.tmp)
    ended = scene.check()
    assert ended.is_explicit, ended
    assert ended.code in (0, 4), ended
    if ended.code == 4:
        assert "space" in (ended.reasons + ended.err).lower(), ended
    assert scene.left() == NOTHING
    subprocess.run(["umount", str(scene.tmp)], check=True)  # noqa: S607
    assert scene.check().code == 0


@needs_root
@pytest.mark.parametrize(
    "kib",
    [
        pytest.param(2_000, id="2m"),
        *(pytest.param(kib, id=f"{kib}k", marks=pytest.mark.proof) for kib in (20, 12_000, 40_000)),
    ],
)
def test_no_space_for_the_cache_is_inconclusive_and_leaves_no_half_of_it(
    tmp_path: Path, unmounting: list[Path], kib: int
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o700)
    mounted(cache, kib)
    unmounting.append(cache)
    scene = Scene(tmp_path, cache)
    ended = scene.check()
    assert ended.is_explicit, ended
    assert ended.code == 4, ended
    assert "space" in (ended.reasons + ended.err).lower(), ended
    assert scene.left() == NOTHING
    assert not [path for path in cache.rglob("*") if path.name.startswith(".")]


@pytest.fixture
def own_cache(tmp_path: Path, shared_cache: Path) -> Path:
    """A copy of what earlier tests have built: what is broken in it breaks for nobody else."""
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o700)
    for name in ("rootfs", "harness", "runsc-flags"):
        (cache / name).mkdir(mode=0o700)
        entries = [path for path in (shared_cache / name).glob("[!.]*") if path.suffix != ".lock"]
        newest = max(entries, key=lambda path: path.stat().st_mtime)
        for entry in (newest, newest.with_name(f"{newest.name}.lock")):
            if entry.exists():
                subprocess.run(["cp", "-a", str(entry), str(cache / name)], check=True)  # noqa: S607
    return cache


def rootfs_executables(cache: Path) -> list[Path]:
    return [path for path in (cache / "rootfs").rglob("python3*") if path.is_file() and path.parent.name == "bin"]


def corrupt_the_rootfs(cache: Path) -> None:
    for path in rootfs_executables(cache):
        path.write_bytes(b"\x7fELF and nothing more")


def hide_the_rootfs(cache: Path) -> None:
    for path in rootfs_executables(cache):
        path.chmod(0)


def lose_the_rootfs(cache: Path) -> None:
    for path in (cache / "rootfs").iterdir():
        shutil.rmtree(path / "tree")
        (path / "tree").write_text("not a directory", encoding="utf-8")


def corrupt_the_layer(cache: Path) -> None:
    for path in (cache / "harness").glob("*/site/pluggy/__init__.py"):
        path.chmod(0o600)
        content = path.read_bytes()
        path.write_bytes(b"#" + content[1:])
        path.chmod(0o444)


def break_the_records(cache: Path) -> None:
    for path in (*(cache / "harness").glob("*/layer.json"), *(cache / "rootfs").glob("*/manifest.json")):
        path.write_bytes(b"{")


def leave_locks(cache: Path) -> None:
    for path in (cache / "harness").glob("*.lock"):
        path.write_bytes(b"held by nobody")
    old = time.time() - 3600
    for path in (
        cache / "rootfs" / ".building-abcdefgh",
        *(cache / "harness" / f".{lock.name[:16]}-abcdefgh" for lock in (cache / "harness").glob("*.lock")),
    ):
        path.mkdir()
        os.utime(path, (old, old))


DAMAGES = [
    corrupt_the_rootfs,
    corrupt_the_layer,
    *(
        pytest.param(damage, marks=pytest.mark.proof)
        for damage in (hide_the_rootfs, lose_the_rootfs, break_the_records, leave_locks)
    ),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_cache_is_built_again(tmp_path: Path, own_cache: Path, damage: object) -> None:
    assert callable(damage)
    scene = Scene(tmp_path, own_cache)
    assert scene.check().code == 0
    damage(own_cache)
    ended = scene.check()
    assert ended.code == 0, ended
    assert scene.left() == NOTHING
    assert not [*own_cache.glob("rootfs/.*"), *own_cache.glob("harness/.*")]


JUMPING = """
import sys, time
real, began = time.time, time.monotonic()
time.time = lambda: real() + (0 if time.monotonic() - began < {after} else {jump})
from stelp_ci.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("after", "jump"),
    [pytest.param(0.5, -(10**8), id="back"), pytest.param(0.5, 10**8, id="ahead", marks=pytest.mark.proof)],
)
def test_a_clock_that_jumps_changes_no_verdict(tmp_path: Path, shared_cache: Path, after: float, jump: int) -> None:
    scene = Scene(tmp_path, shared_cache)
    ended = scene.end(scene.start(wrapper=("-c", JUMPING.format(after=after, jump=jump))))
    assert ended.code == 0, ended
    assert scene.left() == NOTHING


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), pytest.param(signal.SIGINT, 130, marks=pytest.mark.proof)]
)
def test_a_run_that_is_told_to_end_ends_soon_and_says_so(
    tmp_path: Path, shared_cache: Path, number: signal.Signals, code: int
) -> None:
    scene = Scene(tmp_path, shared_cache, seconds=40)
    check = scene.start()
    scene.wait_for("runsc")
    time.sleep(1)
    told = time.monotonic()
    kill(check.pid, number)
    ended = scene.end(check)
    assert time.monotonic() - told < WITHIN_S
    assert ended.code == code, ended
    assert ended.is_explicit, ended
    assert scene.left() == NOTHING


@pytest.mark.parametrize("at", [0.7, *(pytest.param(at, marks=pytest.mark.proof) for at in (0.05, 0.2, 0.4, 1.5, 3.0))])
def test_a_run_that_is_killed_leaves_nothing_and_the_next_one_works(
    tmp_path: Path, shared_cache: Path, at: float
) -> None:
    scene = Scene(tmp_path, shared_cache, seconds=2)
    check = scene.start()
    time.sleep(at)
    kill(check.pid)
    ended = scene.end(check)
    assert ended.code == -signal.SIGKILL
    assert scene.left(within_s=WITHIN_S) == NOTHING
    assert scene.check().code == 0


def test_a_scanner_does_not_outlive_a_run_that_is_killed(tmp_path: Path, shared_cache: Path) -> None:
    scene = Scene(tmp_path, shared_cache, settings=SEMGREP_ONLY)
    check = scene.start("--no-exec")
    scene.wait_for(*SEMGREP)
    kill(check.pid)
    scene.end(check)
    assert scene.left(within_s=WITHIN_S) == NOTHING


def test_what_a_killed_run_and_its_keeper_left_is_removed_by_the_next(tmp_path: Path, shared_cache: Path) -> None:
    scene = Scene(tmp_path, shared_cache, seconds=40)
    check = scene.start()
    scene.wait_for("runsc")
    keepers = [int(name) for name in Path(f"/proc/{check.pid}/task/{check.pid}/children").read_text().split()]
    keeper = next(pid for pid in keepers if b"runsc" not in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0])
    kill(keeper)
    kill(check.pid)
    scene.end(check)
    assert scene.left().files
    assert scene.check("--no-exec").is_explicit
    assert scene.left() == NOTHING


def test_two_checks_at_once_build_one_cache_and_agree(tmp_path: Path, own_cache: Path) -> None:
    shutil.rmtree(own_cache / "rootfs")
    scene = Scene(tmp_path, own_cache)
    both = [scene.start(), scene.start()]
    assert [scene.end(check).code for check in both] == [0, 0]
    assert scene.left() == NOTHING
    assert len(list((own_cache / "rootfs").iterdir())) == 1


FULL_TMP = QUIET + "execute:\n  limits: {tmpfs_mib: 8, file_mib: 64}\n"
FILLING = """\
def total(prices):
    try:
        with open("/tmp/all", "wb") as file:
            while True:
                file.write(b"x" * 65536)
    except OSError:
        return sum(prices)
"""


def test_a_full_work_space_inside_is_an_explicit_verdict(tmp_path: Path, shared_cache: Path) -> None:
    scene = Scene(tmp_path, shared_cache, settings=FULL_TMP)
    (scene.repository / "shelf" / "books.py").write_text(FILLING, encoding="utf-8")
    git = ["git", "-C", str(scene.repository), "-c", "user.name=tests", "-c", "user.email=tests"]
    subprocess.run([*git, "commit", "--quiet", "--all", "--message", "Fill"], check=True)
    ended = scene.check()
    assert ended.is_explicit, ended
    assert ended.decision in ("pass", "needs-human"), ended
    assert scene.left() == NOTHING
