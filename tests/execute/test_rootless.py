"""The sandbox as an unprivileged user: the same runs, the same limits, and the report says so."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.rootfs import sandbox_root
from stelp_ci.model.execution import Limit, Outcome, TestOutcome

pytestmark = [pytest.mark.gvisor, pytest.mark.skipif(os.geteuid() != 0, reason="everything else runs rootless then")]
NOBODY = 65534
AS_NOBODY = """
import os, sys
from pathlib import Path
import msgspec
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import RunscSandbox
from stelp_ci.execute.runtime import find_runtime, locate_runsc
from stelp_ci.model.execution import Limits, PytestTask, SandboxJob
place = Path(sys.argv[1])
interpreter = inspect_interpreter(Path(sys.executable))
os.setgroups([])
os.setresgid(65534, 65534, 65534)
os.setresuid(65534, 65534, 65534)
sandbox = RunscSandbox(find_runtime(locate_runsc(), place / "cache"), interpreter, place / "tree")
limits = Limits(wall_s=60, memory_mib=1536, processes=24)
outcomes = [
    sandbox.run(SandboxJob(place / "source", PytestTask(targets=(name,)), limits))
    for name in ("test_fine.py", "test_bomb.py")
]
sys.stdout.buffer.write(msgspec.json.encode(outcomes))
"""
BOMB = "import os, time\n\n\ndef test_it():\n    while True:\n        os.fork() or time.sleep(60)\n"


@pytest.fixture(scope="module")
def place(sandbox_cache: Path, harness: Path) -> Iterator[Path]:
    """A directory that everybody may enter, with the root and a source tree in it."""
    directory = Path(tempfile.mkdtemp(prefix="stelp-rootless-"))
    directory.chmod(0o755)
    root = sandbox_root(inspect_interpreter(Path(sys.executable)), harness, sandbox_cache)
    shutil.copytree(root, directory / "tree", copy_function=os.link)
    (directory / "source").mkdir()
    (directory / "source" / "test_fine.py").write_text("def test_it(tmp_path):\n    assert True\n", encoding="utf-8")
    (directory / "source" / "test_bomb.py").write_text(BOMB, encoding="utf-8")
    (directory / "cache").mkdir(mode=0o777)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def outcomes(place: Path) -> tuple[Outcome, Outcome]:
    environment = {"PATH": os.environ["PATH"], "TMPDIR": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", AS_NOBODY, str(place)]
    done = subprocess.run(command, capture_output=True, env=environment, cwd=Path.cwd(), check=False)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return msgspec.json.decode(done.stdout, type=tuple[Outcome, Outcome])


def test_an_unprivileged_user_runs_tests_in_gvisor(outcomes: tuple[Outcome, Outcome]) -> None:
    fine, _ = outcomes
    assert fine.runtime.rootless
    assert fine.result is not None
    assert fine.result.completed, fine.output
    assert [test.outcome for test in fine.result.tests] == [TestOutcome.PASSED]


def test_limits_hold_for_an_unprivileged_user(outcomes: tuple[Outcome, Outcome]) -> None:
    _, bomb = outcomes
    assert bomb.limit is Limit.PROCESSES
    assert bomb.signal == "SIGKILL"
