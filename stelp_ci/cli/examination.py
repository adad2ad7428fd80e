"""What `doctor` looks at: each part is tried for real, and says what mends it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum, unique
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stelp_ci.errors import ScanError, StelpError

if TYPE_CHECKING:
    from stelp_ci.execute.interpreter import Interpreter

TIMEOUT_S = 60.0
SCANNERS = {
    "semgrep": ("semgrep.console_scripts.entrypoint", "--experimental", "--version"),
    "bandit": ("bandit", "--version"),
    "pyright": ("pyright", "--version"),
}
"""Each scanner's package, and how it is started: semgrep's other front end would ask the network for its version."""

Look = Callable[[], "tuple[Part, ...]"]


@unique
class State(StrEnum):
    """How a part was found."""

    OK = "ok"
    ABSENT = "absent"
    """Not there, and not needed."""
    MISSING = "missing"
    BROKEN = "broken"


class Part(NamedTuple):
    """One thing that stelp-ci needs; `remedy` is empty where nothing has to be mended."""

    name: str
    state: State
    detail: str
    remedy: str = ""

    @property
    def is_fine(self) -> bool:
        """Whether `stelp-ci check` can do its work as far as this goes."""
        return self.state in (State.OK, State.ABSENT)


def examine(cache: Path) -> tuple[Part, ...]:
    """Try every part, side by side; nothing here needs the network."""
    scanners: list[Look] = [partial(_scanner, name) for name in SCANNERS]
    looks: list[Look] = [_python, _git, partial(_cache, cache), _pip, *scanners, partial(_sandbox, cache)]
    with ThreadPoolExecutor(max_workers=4) as pool:
        running = [pool.submit(look) for look in looks]
        return tuple(part for look in running for part in look.result())


def _python() -> tuple[Part, ...]:
    version = ".".join(map(str, sys.version_info[:3]))
    return (Part("python", State.OK, f"{version} ({sys.executable})"),)


def _git() -> tuple[Part, ...]:
    remedy = "sudo apt-get install git"
    git = shutil.which("git")
    if git is None:
        return (Part("git", State.MISSING, "git is not on PATH", remedy),)
    try:
        answer = subprocess.run([git, "--version"], capture_output=True, text=True, check=True, timeout=TIMEOUT_S)
    except (OSError, subprocess.SubprocessError) as error:
        return (Part("git", State.BROKEN, f"{git} does not start: {error}", remedy),)
    return (Part("git", State.OK, f"{answer.stdout.strip().removeprefix('git version ')} ({git})"),)


def _cache(cache: Path) -> tuple[Part, ...]:
    free = shutil.disk_usage(cache).free // 2**20
    return (Part("cache", State.OK, f"{cache} ({free} MiB free)"),)


def _pip() -> tuple[Part, ...]:
    """pip downloads the wheels of dependency layers; it runs outside of the sandbox and installs nothing there."""
    from importlib import metadata

    try:
        return (Part("pip", State.OK, metadata.version("pip")),)
    except metadata.PackageNotFoundError:
        return (Part("pip", State.MISSING, "pip is not installed", "pip install 'stelp-ci[sandbox]'"),)


def _scanner(name: str) -> tuple[Part, ...]:
    """Installed, and able to start: a wheel for another machine is installed just as well."""
    from stelp_ci.scan.process import run_tool
    from stelp_ci.scan.tools import INSTALL, installed_version, module_command

    module, *options = SCANNERS[name]
    try:
        version = installed_version(name)
    except ScanError as error:
        return (Part(name, State.MISSING, str(error), error.remedy or INSTALL),)
    try:
        with tempfile.TemporaryDirectory(prefix="stelp-ci-") as home:
            run = run_tool((*module_command(name, module), *options), home=Path(home), timeout_s=TIMEOUT_S)
    except ScanError as error:
        return (Part(name, State.BROKEN, str(error), error.remedy or INSTALL),)
    if run.exit_code != 0:
        return (Part(name, State.BROKEN, f"{version} ends with {run.exit_code}: {run.complaint()[-200:]}", INSTALL),)
    return (Part(name, State.OK, version),)


def _sandbox(cache: Path) -> tuple[Part, ...]:
    """Both backends. One is enough: where Docker works, a missing runsc is not needed."""
    own, docker = _runsc(cache), _docker(cache)
    if docker.state is State.OK and own[0].state is State.MISSING:
        own = tuple(part._replace(state=State.ABSENT, remedy="") for part in own)
    return (*own, docker)


def _docker(cache: Path) -> Part:
    """A container, started for real, where a daemon answers."""
    from stelp_ci.execute.docker import open_docker
    from stelp_ci.execute.engine import connect

    try:
        connect()
    except StelpError:
        return Part("docker", State.ABSENT, "no Docker Engine answers; only `--sandbox docker` needs one")
    try:
        interpreter, harness = _parts(cache)
        sandbox = open_docker(interpreter=interpreter, harness=harness)
        took = sandbox.probe()
    except StelpError as error:
        return Part("docker", State.ABSENT, f"only for `--sandbox docker`: {error}", error.remedy)
    told = sandbox.identity
    return Part("docker", State.OK, f"{told.name} {told.version}, platform {told.platform}, starts in {took:.0f} ms")


def _runsc(cache: Path) -> tuple[Part, ...]:
    from stelp_ci.execute.runtime import find_runtime, locate_runsc

    try:
        path = locate_runsc()
    except StelpError as error:
        not_tried = Part("sandbox", State.MISSING, "not tried, because there is no runsc", error.remedy)
        return (Part("runsc", State.MISSING, str(error), error.remedy), not_tried)
    try:
        runtime = find_runtime(path, cache)
    except StelpError as error:
        not_tried = Part("sandbox", State.MISSING, "not tried, because there is no runsc that runs", error.remedy)
        return (Part("runsc", State.BROKEN, str(error), error.remedy), not_tried)
    rights = "rootless" if runtime.rootless else "as root"
    found = f"{runtime.version}, platform {runtime.platform}, {rights}, sha256 {runtime.sha256} ({runtime.path})"
    return (Part("runsc", State.OK, found), _start(cache))


def _start(cache: Path) -> Part:
    """One sandbox, started for real, for the interpreter that tests run on here."""
    from stelp_ci.execute.runsc import open_sandbox

    try:
        interpreter, harness = _parts(cache)
        sandbox = open_sandbox(interpreter=interpreter, harness=harness, cache=cache)
        sandbox.probe()  # the first start fills the page cache; the second is what a run pays
        took = sandbox.probe()
    except StelpError as error:
        return Part("sandbox", State.BROKEN, str(error), error.remedy)
    return Part("sandbox", State.OK, f"starts in {took:.0f} ms, with Python {sandbox.identity.python}")


def _parts(cache: Path) -> "tuple[Interpreter, Path]":
    """The interpreter that tests run on here, and the pytest for it."""
    from stelp_ci.execute.harness import harness_layer
    from stelp_ci.execute.interpreter import inspect_interpreter
    from stelp_ci.execute.python_choice import choose_python

    interpreter = inspect_interpreter(choose_python(explicit=None, repo=None, environment=os.environ))
    return interpreter, harness_layer(cache, interpreter).site
