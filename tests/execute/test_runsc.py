"""gVisor for real: what is inside, what is not, what is left behind, and what is said when it cannot start."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stelp_ci.errors import SandboxError
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import RunscSandbox, open_sandbox
from stelp_ci.model.execution import Limits, PytestTask, SandboxJob, TestOutcome

pytestmark = pytest.mark.gvisor
CONTAINED = Path(__file__).parent.parent / "cases" / "execute" / "contained" / "test_contained.py"
SLEEPER = "import time\n\n\ndef test_it():\n    time.sleep(60)\n"


def job(source: Path, text: str = "", *, limits: Limits | None = None) -> SandboxJob:
    source.mkdir(exist_ok=True)
    (source / "test_it.py").write_text(text, encoding="utf-8")
    return SandboxJob(source, PytestTask(targets=("test_it.py",)), limits or Limits())


def left_on_the_host() -> set[str]:
    """Everything that a sandbox of this process could leave behind."""
    mark = f"stelp-{os.getpid()}-"
    processes = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    left = {f"process {line[:200]!r}" for line in processes if mark.encode() in line}
    left |= {str(path) for path in Path("/sys/fs/cgroup").glob(f"**/{mark}*")}
    left |= {line for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines() if mark in line}
    return left | {str(path) for path in Path("/tmp").glob(f"stelp-ci-*/{mark}*")}


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    yield
    assert left_on_the_host() == set()


def test_what_must_not_work_inside_does_not(
    sandbox: RunscSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = tmp_path / "canary"
    canary.write_text("untouched", encoding="utf-8")
    monkeypatch.setenv("STELP_CANARY", "a value of the host")
    source, layer = tmp_path / "source", tmp_path / "layer"
    source.mkdir()
    layer.mkdir()
    (source / "test_it.py").write_text(CONTAINED.read_text(encoding="utf-8"), encoding="utf-8")
    (source / "canary-path.txt").write_text(str(canary), encoding="utf-8")
    task = PytestTask(targets=("test_it.py",))
    outcome = sandbox.run(SandboxJob(source, task, Limits(), (layer,), (("GIVEN", "1"), ("HOME", "/root"))))
    assert outcome.result is not None
    bad = [(test.nodeid, test.message) for test in outcome.result.tests if test.outcome is not TestOutcome.PASSED]
    assert not bad, outcome.output
    assert outcome.result.completed
    assert len(outcome.result.tests) > 25
    assert canary.read_text(encoding="utf-8") == "untouched"
    assert sorted(path.name for path in source.iterdir()) == ["canary-path.txt", "test_it.py"]


def test_two_sandboxes_run_at_once(sandbox: RunscSandbox, tmp_path: Path) -> None:
    jobs = [job(tmp_path / str(number), f"def test_it():\n    assert {number} == 0\n") for number in range(2)]
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(sandbox.run, jobs))
    results = [outcome.result.tests[0].outcome for outcome in outcomes if outcome.result is not None]
    assert results == [TestOutcome.PASSED, TestOutcome.FAILED]


def test_the_identity_is_that_of_the_binary(sandbox: RunscSandbox) -> None:
    identity = sandbox.identity
    assert (
        identity.version
        in subprocess.run([identity.path, "--version"], capture_output=True, text=True, check=True).stdout
    )
    assert re.fullmatch(r"[0-9a-f]{64}", identity.sha256)
    assert identity.platform in ("systrap", "ptrace")
    assert identity.python == ".".join(map(str, sys.version_info[:3]))
    assert identity.rootless == (os.geteuid() != 0)


def test_a_probe_tells_how_long_a_start_takes(sandbox: RunscSandbox) -> None:
    assert 10 < sandbox.probe() < 60_000


def test_no_runsc_on_path_is_an_error_with_a_remedy(
    harness: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STELP_RUNSC", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxError, match="not on PATH") as caught:
        open_sandbox(interpreter=inspect_interpreter(Path(sys.executable)), harness=harness, cache=tmp_path / "cache")
    assert caught.value.remedy


@pytest.mark.parametrize("text", ["#!/bin/sh\necho runsc version 1\nexit 1\n", "#!/bin/sh\nexit 1\n", "not a program"])
def test_another_program_called_runsc_is_refused(
    text: str, harness: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "runsc"
    fake.write_text(text, encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.delenv("STELP_RUNSC", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(SandboxError):
        open_sandbox(interpreter=inspect_interpreter(Path(sys.executable)), harness=harness, cache=tmp_path / "cache")


def test_a_runsc_that_cannot_start_the_sandbox_is_no_verdict_on_the_code(
    sandbox: RunscSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = sandbox._runtime  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(sandbox, "_runtime", runtime._replace(flags=("--no-such-flag",)))
    with pytest.raises(SandboxError, match="did not start"):
        sandbox.run(job(tmp_path / "source", "def test_it(): pass\n"))


def test_a_tree_that_is_not_there_is_no_verdict_on_the_code(sandbox: RunscSandbox, tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="cannot be set up"):
        sandbox.run(SandboxJob(tmp_path / "absent", PytestTask(targets=("test_it.py",)), Limits()))


def test_a_task_larger_than_a_pipe_arrives(sandbox: RunscSandbox, tmp_path: Path) -> None:
    asked = job(tmp_path / "source", "def test_it():\n    assert True\n")
    ignored = tuple(f"tests/left_out_{number}.py" for number in range(5000))
    outcome = sandbox.run(asked._replace(task=PytestTask(targets=("test_it.py",), ignore=ignored)))
    assert outcome.result is not None
    assert outcome.result.completed


def test_trees_that_only_their_owner_may_read_are_run_all_the_same(sandbox: RunscSandbox, tmp_path: Path) -> None:
    closed = job(tmp_path / "closed", "import helper\n\n\ndef test_it():\n    assert helper\n")
    (closed.source / "helper.py").write_text("", encoding="utf-8")
    for path in (closed.source / "helper.py", closed.source / "test_it.py"):
        path.chmod(0o600)
    closed.source.chmod(0o700)
    outcome = sandbox.run(closed)
    assert outcome.result is not None
    assert [test.outcome for test in outcome.result.tests] == [TestOutcome.PASSED], outcome.output
    assert closed.source.stat().st_mode & 0o777 == 0o700


def test_a_runsc_that_is_killed_in_mid_run_is_told_as_such(sandbox: RunscSandbox, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(sandbox.run, job(tmp_path / "source", SLEEPER))
        victim = wait_for_sandbox()
        time.sleep(1.5)
        os.kill(victim, signal.SIGKILL)
        outcome = running.result(timeout=60)
    assert outcome.started
    assert outcome.result is None
    assert outcome.violation


def wait_for_sandbox() -> int:
    """The process id of the sandbox that this process has started."""
    mark = f"stelp-{os.getpid()}-".encode()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            words = path.read_bytes().split(b"\0") if path.exists() else []
            if b"boot" in words and any(mark in word for word in words):
                return int(path.parent.name)
        time.sleep(0.05)
    raise AssertionError("no sandbox was started")


INTERRUPTED = """
import signal
import sys
from pathlib import Path
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import open_sandbox
from stelp_ci.model.execution import Limits, PytestTask, SandboxJob
signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs of a shell inherit that it is ignored
source, harness, cache = map(Path, sys.argv[1:])
sandbox = open_sandbox(interpreter=inspect_interpreter(Path(sys.executable)), harness=harness, cache=cache)
print("open", flush=True)
sandbox.run(SandboxJob(source, PytestTask(targets=("test_it.py",)), Limits()))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_of_a_sandbox_outlives_the_tool(
    number: signal.Signals, sandbox: RunscSandbox, harness: Path, sandbox_cache: Path, tmp_path: Path
) -> None:
    del sandbox  # its root is in the cache
    source = job(tmp_path / "source", SLEEPER).source
    arguments = [str(source), str(harness), str(sandbox_cache)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    tool = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    assert tool.stdout is not None
    assert tool.stdout.readline() == b"open\n"
    mark = f"stelp-{tool.pid}-".encode()
    assert until(lambda: any(b"boot" in line for line in lines_with(mark)))
    time.sleep(1)
    tool.send_signal(number)
    tool.communicate(timeout=30)
    assert until(lambda: not lines_with(mark))
    if number == signal.SIGINT:
        assert not list(tmp_path.glob("stelp-ci-*"))
    for cgroup in Path("/sys/fs/cgroup").glob(f"**/stelp-{tool.pid}-*"):
        assert number == signal.SIGKILL
        assert until(lambda cgroup=cgroup: _removed(cgroup)), "the kernel is slow to let go of what was killed"


def lines_with(mark: bytes) -> list[bytes]:
    """The command lines on this host that mention `mark`."""
    found: list[bytes] = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        line = path.read_bytes() if path.exists() else b""
        found += [line] if mark in line else []
    return found


def _removed(cgroup: Path) -> bool:
    with contextlib.suppress(OSError):
        cgroup.rmdir()
    return not cgroup.exists()


def until(condition: object) -> bool:
    """Whether the condition comes true within 20 s."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if callable(condition) and condition():
            return True
        time.sleep(0.05)
    return False
