"""gVisor behind a real Docker Engine: what runs, what is refused, and what is left behind."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from stelp_ci.errors import SandboxError
from stelp_ci.execute.docker import LOGGED, DockerSandbox, open_docker
from stelp_ci.execute.docker_config import environment, host_config
from stelp_ci.execute.engine import Engine
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.syscalls.logged_files import log_folder
from stelp_ci.model.execution import Limit, Limits, PytestTask, SandboxJob, ScriptJob, TestOutcome
from tests.execute.test_runsc import job, test_what_must_not_work_inside_does_not, until

__all__ = ["test_what_must_not_work_inside_does_not"]
pytestmark = pytest.mark.docker


@pytest.fixture(autouse=True)
def nothing_is_left(engine: Engine) -> Iterator[None]:
    yield
    own = [container for container, owner in engine.owners().items() if owner == str(os.getpid())]
    assert own == []
    assert not list(Path("/tmp").glob(f"stelp-ci-*/stelp-{os.getpid()}-*"))


def test_tests_run_and_the_runtime_is_read_off_the_container(sandbox: DockerSandbox, tmp_path: Path) -> None:
    outcome = sandbox.run(job(tmp_path / "source", "def test_a():\n    pass\n\n\ndef test_b():\n    assert 0\n"))
    assert outcome.result is not None
    assert [test.outcome for test in outcome.result.tests] == [TestOutcome.PASSED, TestOutcome.FAILED]
    assert outcome.exit_code == 1
    told = outcome.runtime
    assert re.fullmatch(r"runsc in Docker \d+\.\d+.*", told.name)
    assert told.version in subprocess.run([told.path, "--version"], capture_output=True, text=True, check=True).stdout
    assert told.platform in ("ptrace", "systrap")
    assert re.fullmatch(r"[0-9a-f]{64}", told.sha256)
    assert told.python.startswith("3.")


def test_layers_and_scripts_reach_a_container_too(sandbox: DockerSandbox, tmp_path: Path) -> None:
    layer = tmp_path / "layer"
    layer.mkdir()
    (layer / "brought.py").write_text("VALUE = 7\n", encoding="utf-8")
    asked = job(tmp_path / "source", "from brought import VALUE\n\n\ndef test_it():\n    assert VALUE == 7\n")
    outcome = sandbox.run(asked._replace(layers=(layer,)))
    assert outcome.result is not None
    assert [test.outcome for test in outcome.result.tests] == [TestOutcome.PASSED], outcome.output
    missing = sandbox.run_script(ScriptJob("survey", b"{}", Limits()))
    assert missing.outcome.started


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("def test_it():\n    while True:\n        pass\n", Limit.WALL),
        ("def test_it():\n    print('x' * (1 << 26))\n", Limit.OUTPUT),
        ("def test_it():\n    held = [bytearray(1 << 20) for _ in range(4096)]\n", Limit.MEMORY),
    ],
)
def test_limits_are_those_of_runsc(text: str, limit: Limit, sandbox: DockerSandbox, tmp_path: Path) -> None:
    limits = Limits(wall_s=8, memory_mib=256, output_kib=64)
    assert sandbox.run(job(tmp_path / "source", text, limits=limits)).limit is limit


def test_a_runtime_that_is_not_gvisor_is_refused_before_anything_is_handed_to_it(
    interpreter: Interpreter, harness: Path, image: str
) -> None:
    assert image
    with pytest.raises(SandboxError, match="is not gVisor: inside it is Linux") as caught:
        open_docker(interpreter=interpreter, harness=harness, runtime="runc")
    assert "docs/sandbox.md" in caught.value.remedy


def test_a_daemon_that_starts_another_runtime_than_the_one_asked_for_is_refused(
    sandbox: DockerSandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The request names runsc; what counts is what the daemon says of the container that it started."""
    monkeypatch.setattr(
        "stelp_ci.execute.docker.host_config", lambda *a, **k: {**host_config(*a, **k), "Runtime": "runc"}
    )
    with pytest.raises(SandboxError, match="started the container with the runtime 'runc'"):
        sandbox.run(job(tmp_path / "source", "def test_it():\n    pass\n"))


def test_a_runtime_that_the_daemon_does_not_have_is_an_error_of_the_tool(
    interpreter: Interpreter, harness: Path, image: str
) -> None:
    assert image
    with pytest.raises(SandboxError, match="no-such-runtime"):
        open_docker(interpreter=interpreter, harness=harness, runtime="no-such-runtime")


def test_an_image_of_another_stelp_ci_is_refused(interpreter: Interpreter, image: str, tmp_path: Path) -> None:
    assert image
    (tmp_path / "other.py").write_text("", encoding="utf-8")
    with pytest.raises(SandboxError, match="built by another stelp-ci") as caught:
        open_docker(interpreter=interpreter, harness=tmp_path)
    assert "stelp-ci sandbox build --backend docker" in caught.value.remedy


def test_an_image_that_is_not_there_is_named_with_the_command_that_builds_it(
    interpreter: Interpreter, harness: Path
) -> None:
    with pytest.raises(SandboxError, match=r"no image stelp-ci-sandbox:py3\.10") as caught:
        open_docker(interpreter=interpreter._replace(version=(3, 10, 0)), harness=harness)
    assert "stelp-ci sandbox build" in caught.value.remedy


def test_a_container_that_is_killed_in_mid_run_is_told_as_such(
    sandbox: DockerSandbox, engine: Engine, tmp_path: Path
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(
            sandbox.run, job(tmp_path / "source", "import time\n\n\ndef test_it():\n    time.sleep(60)\n")
        )
        assert until(lambda: owned_by(engine, os.getpid()))
        time.sleep(3)
        engine.remove(owned_by(engine, os.getpid())[0])
        with pytest.raises(SandboxError, match="killed by something outside"):
            running.result(timeout=60)


def test_a_gvisor_that_something_kills_behind_the_daemon_is_not_charged_to_the_code(
    sandbox: DockerSandbox, engine: Engine, tmp_path: Path
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        slow = job(tmp_path / "source", "import time\n\n\ndef test_it():\n    time.sleep(60)\n")
        running = pool.submit(sandbox.run, slow)
        assert until(lambda: owned_by(engine, os.getpid()))
        time.sleep(3)
        os.kill(engine.look(owned_by(engine, os.getpid())[0]).pid, signal.SIGKILL)
        with pytest.raises(SandboxError, match="killed by something outside"):
            running.result(timeout=60)


TOOL = """
import signal
import sys
from pathlib import Path
from stelp_ci.execute.docker import open_docker
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.model.execution import Limits, PytestTask, SandboxJob
signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs of a shell inherit that it is ignored
source, harness = map(Path, sys.argv[1:])
sandbox = open_docker(interpreter=inspect_interpreter(Path(sys.executable)), harness=harness)
print("open", flush=True)
sandbox.run(SandboxJob(source, PytestTask(targets=("test_it.py",)), Limits()))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_container_outlives_the_tool(
    number: signal.Signals, engine: Engine, harness: Path, image: str, tmp_path: Path
) -> None:
    assert image
    source = job(tmp_path / "source", "import time\n\n\ndef test_it():\n    time.sleep(60)\n").source
    arguments = [sys.executable, "-c", TOOL, str(source), str(harness)]
    tool = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    assert tool.stdout is not None
    assert tool.stdout.readline() == b"open\n"
    assert until(lambda: owned_by(engine, tool.pid))
    time.sleep(2)
    tool.send_signal(number)
    tool.communicate(timeout=60)
    assert until(lambda: not owned_by(engine, tool.pid))


def owned_by(engine: Engine, pid: int) -> list[str]:
    return [container for container, owner in engine.owners().items() if owner == str(pid)]


def test_what_docker_adds_to_the_environment_is_taken_away() -> None:
    from stelp_ci.execute.bundle import Contents

    told = environment(Contents(Path("/"), Path("/"), Path("/"), environment=(("GIVEN", "1"), ("HOME", "/root"))))
    assert "HOSTNAME" in told
    assert "GIVEN=1" in told
    assert "HOME=/tmp/home" in told
    assert not [line for line in told if line.startswith("HOSTNAME=")]


def test_two_jobs_have_two_containers(sandbox: DockerSandbox, tmp_path: Path) -> None:
    write = "from pathlib import Path\n\n\ndef test_it():\n    Path('/tmp/seen').touch(exist_ok=False)\n"
    for number in range(2):
        outcome = sandbox.run(job(tmp_path / str(number), write))
        assert outcome.result is not None
        assert [test.outcome for test in outcome.result.tests] == [TestOutcome.PASSED]


def test_a_tree_that_is_not_there_is_no_verdict_on_the_code(sandbox: DockerSandbox, tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="cannot be set up"):
        sandbox.run(SandboxJob(tmp_path / "absent", PytestTask(targets=("test_it.py",)), Limits()))


def test_with_a_runtime_that_logs_the_kernel_tells_what_the_tests_did_and_no_file_of_it_is_left(
    interpreter: Interpreter, harness: Path, image: str, engine: Engine, tmp_path: Path
) -> None:
    folder = log_folder(engine.runtime_arguments(LOGGED))
    if folder is None:
        pytest.skip("this daemon has no runtime that logs")
    assert image
    sandbox = open_docker(interpreter=interpreter, harness=harness, log_calls=True)
    text = "import subprocess\n\n\ndef test_it():\n    open('/etc/passwd').read()\n    subprocess.run(['/bin/none'])\n"
    asked = job(tmp_path / "source", text)
    outcome = sandbox.run(asked._replace(task=structs.replace(asked.task, trace=True)))
    assert outcome.kernel is not None
    assert outcome.kernel.began
    assert outcome.kernel.complete
    assert outcome.result is not None
    seen = {(effect.call, effect.test) for effect in outcome.kernel.effects if "/bin/none" in effect.targets}
    assert ("execve", outcome.result.tests[0].nodeid) in seen, outcome.kernel.effects
    assert not list(folder.iterdir())
