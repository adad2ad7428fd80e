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
from typing import NamedTuple

from stelp_ci.errors import ScanError, StelpError

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
    MISSING = "missing"
    BROKEN = "broken"


class Part(NamedTuple):
    """One thing that stelp-ci needs; `remedy` is empty where nothing has to be mended."""

    name: str
    state: State
    detail: str
    remedy: str = ""


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
    from stelp_ci.execute.runtime import find_runtime, locate_runsc

    try:
        runtime = find_runtime(locate_runsc(), cache)
    except StelpError as error:
        state = State.BROKEN if shutil.which("runsc") else State.MISSING
        not_tried = Part("sandbox", State.MISSING, "not tried, because there is no runsc that runs", error.remedy)
        return (Part("runsc", state, str(error), error.remedy), not_tried)
    rights = "rootless" if runtime.rootless else "as root"
    found = f"{runtime.version}, platform {runtime.platform}, {rights}, sha256 {runtime.sha256} ({runtime.path})"
    return (Part("runsc", State.OK, found), _start(cache))


def _start(cache: Path) -> Part:
    """One sandbox, started for real, for the interpreter that tests run on here."""
    from stelp_ci.execute.harness import harness_layer
    from stelp_ci.execute.interpreter import inspect_interpreter
    from stelp_ci.execute.python_choice import choose_python
    from stelp_ci.execute.runsc import open_sandbox

    try:
        python = choose_python(explicit=None, repo=None, environment=os.environ)
        interpreter = inspect_interpreter(python)
        harness = harness_layer(cache, interpreter)
        sandbox = open_sandbox(interpreter=interpreter, harness=harness.site, cache=cache)
        sandbox.probe()  # the first start fills the page cache; the second is what a run pays
        took = sandbox.probe()
    except StelpError as error:
        return Part("sandbox", State.BROKEN, str(error), error.remedy)
    return Part("sandbox", State.OK, f"starts in {took:.0f} ms, with Python {sandbox.identity.python}")
