"""A Docker Engine of the test's own that is started again in mid-run: a verdict on nobody, and the next run works."""

import gc
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from stelp_ci.errors import SandboxError
from stelp_ci.execute.docker import open_docker
from stelp_ci.execute.docker_image import build_image
from stelp_ci.execute.engine import Engine, connect
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.model.execution import TestOutcome
from tests.execute.test_runsc import job, until

pytestmark = [
    pytest.mark.docker,
    pytest.mark.proof,
    # The SDK's transport forgets sockets to which nobody listens, and nobody does for a while.
    pytest.mark.filterwarnings(
        "ignore:unclosed <socket:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
    ),
]
ENGINE = Path(__file__).parents[2] / "sandbox" / "docker_engine.py"
BASE = "stelp-ci-base:local"
SLOW = "import time\n\n\ndef test_it():\n    time.sleep(60)\n"


def daemon(action: str, folder: Path) -> None:
    subprocess.run([sys.executable, str(ENGINE), action, str(folder), BASE], check=True, timeout=300)


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A daemon below it answers; its paths are short, for the kernel bounds those of sockets."""
    with TemporaryDirectory(prefix="stelp-dockerd-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        daemon("start", folder)
        try:
            daemon("base", folder)
            monkeypatch.setenv("DOCKER_HOST", f"unix://{folder / 'docker.sock'}")
            yield folder
        finally:
            daemon("stop", folder)


def started_containers(engine: Engine) -> tuple[str, ...]:
    return tuple(engine.owners())


def test_a_daemon_that_starts_again_in_mid_run_is_charged_to_nobody_and_the_next_run_works(
    folder: Path, shared_cache: Path, tmp_path: Path
) -> None:
    interrupted_run_and_the_next(folder, shared_cache, tmp_path)
    gc.collect()  # here, where what is said of sockets is known, and nobody holds any more of them


def interrupted_run_and_the_next(folder: Path, shared_cache: Path, tmp_path: Path) -> None:
    interpreter = inspect_interpreter(Path(sys.executable))
    harness = harness_layer(shared_cache, interpreter).site
    engine = connect()
    build_image(engine, interpreter, harness, base=BASE, on_line=lambda _: None)
    sandbox = open_docker(interpreter=interpreter, harness=harness)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(sandbox.run, job(tmp_path / "slow", SLOW))
        assert until(lambda: started_containers(engine))
        time.sleep(3)
        daemon("stop", folder)
        daemon("start", folder)
        with pytest.raises(SandboxError):
            running.result(timeout=120)
    assert started_containers(engine) == ()
    outcome = sandbox.run(job(tmp_path / "quick", "def test_it():\n    pass\n"))
    assert outcome.result is not None
    assert [test.outcome for test in outcome.result.tests] == [TestOutcome.PASSED]
    assert started_containers(engine) == ()
