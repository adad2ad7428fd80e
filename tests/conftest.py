"""What every test may rely on: no colours, no foreign settings, and no silent skip in CI."""

import os
import shutil
import signal
import sys
import threading
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from stelp_ci.errors import SandboxError
from stelp_ci.execute.engine import connect
from stelp_ci.execute.runtime import find_runtime, locate_runsc
from tests.github.fake import tally

IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}
KEPT = ("STELP_FUZZ_EXAMPLES", "STELP_RUNSC")
"""Variables of our own that say how the tests are run."""

OWN_DOCKER = Path(__file__).parents[1] / "build" / "docker" / "docker.sock"
"""Where `make docker` lets its daemon answer."""

FUZZ_EXAMPLES = int(os.environ.get("STELP_FUZZ_EXAMPLES", "100"))

# A shared machine is slow at times: a property is judged by what it finds, not by how long one example took.
settings.register_profile(
    "stelp", max_examples=FUZZ_EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.load_profile("stelp")


def pytest_configure(config: pytest.Config) -> None:
    """The session counts what it asked the fake GitHub, and lets what it starts be interrupted."""
    config.pluginmanager.register(tally)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
        # background jobs of a shell are told to ignore Ctrl-C, and all that they start with them
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_sessionstart() -> None:
    """In CI the sandbox must be there: a suite that skips it has shown nothing."""
    if OWN_DOCKER.is_socket():
        os.environ.setdefault("DOCKER_HOST", f"unix://{OWN_DOCKER}")
    if IN_CI and _why_no_sandbox():
        pytest.exit(f"CI must run the gVisor tests, but {_why_no_sandbox()}: run `make setup`", returncode=1)
    if IN_CI and _why_no_docker():
        pytest.exit(f"CI must run the Docker tests, but {_why_no_docker()}: run `make docker`", returncode=1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot do (never in CI), and the full counts unless they were asked for."""
    _leave_out_proofs(config, items)
    if IN_CI:
        return
    missing = _why_no_sandbox()
    no_docker = _why_no_docker() if any("docker" in item.keywords for item in items) else ""
    offline = "STELP_OFFLINE is set" if os.environ.get("STELP_OFFLINE") else ""
    for item in items:
        if missing and "gvisor" in item.keywords:
            item.add_marker(pytest.mark.skip(reason=missing))
        if no_docker and "docker" in item.keywords:
            item.add_marker(pytest.mark.skip(reason=no_docker))
        if offline and "network" in item.keywords:
            item.add_marker(pytest.mark.skip(reason=offline))


def _leave_out_proofs(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.markexpr or any("::" in argument for argument in config.args):
        return
    proofs = [item for item in items if "proof" in item.keywords]
    if proofs:
        config.hook.pytest_deselected(items=proofs)
        items[:] = [item for item in items if "proof" not in item.keywords]


def _why_no_sandbox() -> str:
    if sys.platform != "linux":
        return "gVisor needs Linux"
    return "" if shutil.which(os.environ.get("STELP_RUNSC") or "runsc") else "runsc is not on PATH"


@cache
def _why_no_docker() -> str:
    """Empty where a Docker Engine answers that knows a runtime called runsc."""
    try:
        engine = connect()
        return "" if engine.runtime_path("runsc") else "its runtimes do not include runsc"
    except SandboxError as error:
        return f"no Docker Engine answers ({error})"


def pytest_report_header() -> str:
    """Which gVisor the sandboxes of this session are."""
    try:
        runtime = find_runtime(locate_runsc(), Path(os.devnull))
    except SandboxError as error:
        return f"runsc: {error}"
    return f"runsc: {runtime.version}, platform {runtime.platform}, sha256 {runtime.sha256[:16]}, {runtime.path}"


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all tests, in every worker and session: what it holds is named by content.

    Where the checkout may not be written to, as in a sandbox, the session has one of its own.
    """
    folder = Path(__file__).parents[1] / "build" / "test-cache"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return tmp_path_factory.mktemp("cache")
    return folder


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, shared_cache: Path) -> None:
    """No test inherits colours, the caller's git settings, or what GitHub puts into the environment of a job."""
    for name in list(os.environ):
        if name.startswith(("GITHUB_", "GIT_", "STELP_")) and name not in KEPT:
            monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PYTHONWARNINGS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STELP_CACHE_DIR", str(shared_cache))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "A Developer")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "developer@example.org")


@pytest.fixture
def repository_root() -> Path:
    """The checkout that these tests belong to."""
    return Path(__file__).parents[1]
