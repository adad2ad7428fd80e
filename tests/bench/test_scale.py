"""However a benchmark is spread, and whoever dies meanwhile, it says to the byte what one plain run says."""

import os
import random
import signal
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster  # pyright: ignore[reportMissingTypeStubs]

from stelp_ci.cli.main import main
from stelp_ci.exec.remembering import ROWS

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = [
    pytest.mark.gvisor,
    pytest.mark.skipif(not DATA.is_dir(), reason="the public data is not here"),
]


@pytest.fixture
def bench(capsys: pytest.CaptureFixture[str]) -> Any:
    """What `stelp-ci bench` prints as JSON for these arguments."""

    def printed(*arguments: str) -> str:
        capsys.readouterr()
        assert main(["bench", *arguments, "--data", str(DATA), "--format", "json"]) in (0, 1)
        return capsys.readouterr().out

    return printed


@contextmanager
def dying_cluster(workers: int, deaths: int, *, seed: int, first_s: float, last_s: float) -> Generator[str]:
    """The address of a scheduler on loopback, `deaths` of whose worker processes are killed at moments of the seed."""
    source = random.Random(seed)  # noqa: S311 - when a worker dies is no secret
    start: Any = LocalCluster
    options = {"threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None, "silence_logs": 50}
    with start(n_workers=workers, **options) as cluster:
        victims = [int(nanny.process.process.pid) for nanny in [*cluster.workers.values()][:deaths]]

        def kill() -> None:
            for victim in victims:
                time.sleep(source.uniform(first_s, last_s))
                os.kill(victim, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        yield str(cluster.scheduler_address)
        killer.join()


def merged(bench: Any, tmp_path: Path, name: str, parts: int, *options: str) -> str:
    folders = [str(tmp_path / str(number)) for number in range(1, parts + 1)]
    for number, folder in enumerate(folders, 1):
        bench(name, *options, "--shard", f"{number}/{parts}", "--resume", folder)
    assert all(Path(folder, ROWS).read_bytes() for folder in folders), "or a shard was empty"
    return str(bench("merge", name, *folders, *options))


def test_a_cluster_and_merged_shards_say_what_a_plain_run_says(bench: Any, tmp_path: Path) -> None:
    plain = bench("mbpp", "--limit", "20")
    with dying_cluster(2, 1, seed=1, first_s=0.5, last_s=2) as address:
        assert bench("mbpp", "--limit", "20", "--cluster", address) == plain
    assert merged(bench, tmp_path, "mbpp", 2, "--limit", "20") == plain


@pytest.mark.proof
def test_all_unsafe_programs_on_a_cluster_that_loses_two_of_three_workers_and_as_four_shards(
    bench: Any, tmp_path: Path
) -> None:
    plain = bench("injected-human-eval", "--jobs", "2")
    with dying_cluster(3, 2, seed=2, first_s=5, last_s=60) as address:
        assert bench("injected-human-eval", "--cluster", address) == plain
    assert merged(bench, tmp_path, "injected-human-eval", 4, "--jobs", "2") == plain
