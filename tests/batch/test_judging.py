"""Many changes: each judged once, in order, whoever dies; what is known by its content is not judged again."""

import io
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster  # pyright: ignore[reportMissingTypeStubs]

from stelp_ci.batch.judging import REPORTS, ROWS, judge_all, open_store
from stelp_ci.batch.lines import Judged, read_lines
from stelp_ci.cli.main import main
from stelp_ci.exec.cluster import Pool, open_pool
from stelp_ci.model.report import InputKind, Invocation
from stelp_ci.model.verdict import Decision

SOURCE = "def double(value):\n    return value {}\n"
TEST = "from doubling import double\n\n\ndef test_twice_three():\n    assert double(3) == 6\n"
CHANGES = {"good": "+ value", "broken": "* 3", "same": "* 2"}
SETTINGS = "scan:\n  disable: [semgrep, bandit, pyright]\n"


def git(repository: Path, *arguments: str) -> None:
    identity = {f"GIT_{who}_{what}": "case" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2024-01-01T00:00:00Z")
    clean = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", "-C", str(repository), *arguments]
    subprocess.run(command, check=True, env={**os.environ, **identity, **dates, **clean})


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A branch for each change, beside `main`."""
    folder = tmp_path_factory.mktemp("repository")
    git(folder, "init", "--quiet", "--initial-branch", "main")
    (folder / "doubling.py").write_text(SOURCE.format("* 2"))
    (folder / "test_doubling.py").write_text(TEST)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Base")
    for name, text in CHANGES.items():
        git(folder, "switch", "--quiet", "--create", name, "main")
        (folder / "doubling.py").write_text(SOURCE.format(text) + f"\n\nNAME = {name!r}\n")
        git(folder, "commit", "--quiet", "--all", "--message", f"Change {name}")
    return folder


def lines(repository: Path, names: Iterable[str]) -> bytes:
    asked = [{"id": name, "repo": str(repository), "base": "main", "head": name} for name in names]
    return b"".join(json.dumps(one).encode() + b"\n" for one in asked)


def common(repository: Path, **more: Any) -> Invocation:
    settings = repository.parent / "settings.yml"
    settings.write_text(SETTINGS)
    return Invocation(
        input=InputKind.COMMITS, repo=str(repository), config=str(settings), deps="none", budget_s=0.0, **more
    )


def judged(repository: Path, names: Iterable[str], pool: Pool, store: Path | None = None, **more: Any) -> list[Judged]:
    items = read_lines(io.BytesIO(lines(repository, names)), common(repository, **more))
    return list(judge_all(items, pool, open_store(store)))


@contextmanager
def threads(jobs: int = 2) -> Generator[Pool]:
    with ThreadPoolExecutor(jobs) as executor:
        yield Pool(executor, jobs)


@pytest.mark.gvisor
def test_changes_are_judged_in_order_and_what_is_kept_is_not_judged_again(repository: Path, tmp_path: Path) -> None:
    names = ["good", "broken", "missing", "same"]
    with threads() as pool:
        first = judged(repository, names, pool, tmp_path)
    assert [(one.id, one.verdict) for one in first] == [
        ("good", Decision.PASS),
        ("broken", Decision.FAIL),
        ("missing", Decision.INCONCLUSIVE),
        ("same", Decision.PASS),
    ]
    assert "test_twice_three" in first[1].reasons[0].message
    assert all((tmp_path / str(one.report)).is_file() for one in first)
    assert len((tmp_path / ROWS).read_bytes().splitlines()) == 3, "what is inconclusive is judged again"
    (tmp_path / str(first[3].report)).unlink()
    with ThreadPoolExecutor(1) as executor:
        executor.shutdown()
        assert judged(repository, ["broken", "good"], Pool(executor, 1), tmp_path) == [first[1], first[0]]
        with pytest.raises(RuntimeError, match="after shutdown"):
            judged(repository, ["same"], Pool(executor, 1), tmp_path)


@pytest.mark.gvisor
def test_workers_of_a_cluster_judge_the_same_although_one_is_killed(repository: Path) -> None:
    with threads() as pool:
        expected = judged(repository, CHANGES, pool)
    moment = random.Random(3).uniform(0.5, 3.0)  # noqa: S311 - when a worker dies is no secret
    start: Any = LocalCluster
    options = {"host": "127.0.0.1", "dashboard_address": None, "silence_logs": 50}
    with start(n_workers=2, threads_per_worker=1, **options) as cluster, open_pool(cluster.scheduler_address) as pool:
        victim = int(next(iter(cluster.workers.values())).process.process.pid)
        killer = threading.Timer(moment, os.kill, (victim, signal.SIGKILL))
        killer.start()
        assert judged(repository, [*CHANGES, "good"], pool) == [*expected, expected[0]]
        killer.join()


@pytest.mark.gvisor
def test_a_batch_that_is_killed_goes_on_where_it_was(repository: Path, tmp_path: Path) -> None:
    batch, kept = tmp_path / "batch.jsonl", tmp_path / "kept"
    batch.write_bytes(lines(repository, ["good", "broken", "same"]))
    config = common(repository).config
    options = ["--config", str(config), "--deps", "none", "--budget", "0", "--resume", str(kept)]
    command = [sys.executable, "-m", "stelp_ci", "check", "--batch", str(batch), *options]
    killed = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert killed.stdout is not None
    first = killed.stdout.readline()
    killed.kill()
    killed.communicate()
    assert json.loads(first)["id"] == "good"
    rows = len((kept / ROWS).read_bytes().splitlines())
    whole = subprocess.run(command, capture_output=True, check=False)
    assert whole.stdout.startswith(first)
    assert [json.loads(line)["verdict"] for line in whole.stdout.splitlines()] == ["pass", "fail", "pass"]
    assert whole.returncode == 1, "the worst decides"
    assert 1 <= rows < 3
    assert len((kept / ROWS).read_bytes().splitlines()) == 3
    assert len([*(kept / REPORTS).glob("*.json")]) == 3


def test_shards_judge_each_change_once(
    repository: Path, capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_bytes(lines(repository, CHANGES))
    seen: list[str] = []
    for number in (1, 2, 3):
        options = ["--no-exec", "--config", str(common(repository).config), "--shard", f"{number}/3"]
        main(["check", "--batch", str(batch), *options])
        seen += [json.loads(line)["id"] for line in capsysbinary.readouterr().out.splitlines()]
    assert sorted(seen) == sorted(CHANGES)


def test_settings_that_cannot_be_used_are_said_for_the_line_alone(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "s.yml").write_text("nothing: 1\n")
    asked = {"id": 1, "base": "main", "head": "same", "config": str(tmp_path / "s.yml")}
    items = read_lines(io.BytesIO(json.dumps(asked).encode()), common(repository))
    with threads() as pool:
        (one,) = judge_all(items, pool, open_store(None))
    assert one.verdict is Decision.INCONCLUSIVE
    assert "nothing" in one.reasons[0].message


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--jobs", "2"], "are for a batch"),
        (["--shard", "1/2"], "are for a batch"),
        (["--batch", "x", "--base", "main"], "name the changes"),
        (["--batch", "x", "--format", "json"], "JSON Lines"),
        (["--batch", "x", "--jobs", "0"], "at least 1"),
        (["--batch", "/nowhere/x"], "cannot be read"),
        (["--batch", os.devnull, "--shard", "3/2"], "not one of N parts"),
    ],
)
def test_what_does_not_go_together_is_a_usage_error(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_an_empty_batch_passes_and_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    begun = time.monotonic()
    assert main(["check", "--batch", os.devnull]) == 0
    assert capsys.readouterr().out == ""
    assert time.monotonic() - begun < 30
