"""`stelp-ci bench sandbox`: what starting gVisor, a fork in it and a hundred tests cost, beside runc and the bare host.

All of it is measured in one run, in turn, so that a busy machine is busy for everybody.
"""

import contextlib
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.many_tests import Many, many_tests
from stelp_ci.cache import cache_directory
from stelp_ci.errors import StelpError
from stelp_ci.exec.setup import RunProfile
from stelp_ci.execute.bundle import Contents, oci_config
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.plain import PlainGround, plain_ground
from stelp_ci.execute.python_choice import choose_python
from stelp_ci.execute.runsc import RunscSandbox, open_sandbox
from stelp_ci.model.execution import Limits, Program, ProgramsJob
from stelp_ci.model.ports import Progress
from stelp_ci.transpile.strict.policy import STRICT, policy_as_json

COLD, WARM_MS, FORK_MS, MANY = 1.3, 60.0, 45.0, 3.0
"""The targets: a ratio to an empty bundle, two times in milliseconds, and a ratio to the bare host."""

FORKS = 20
BOOTED_S = 1.5
"""By then a sandbox that was started ahead waits for its task."""

LIMITS = Limits(wall_s=20, cpu_s=20, memory_mib=512, tmpfs_mib=32)
EMPTY = Program(source=b"pass\n")


class Ground(NamedTuple):
    """What is started: our sandbox, and the same root as plain bundles below `scratch`."""

    sandbox: RunscSandbox
    plain: PlainGround
    scratch: Path


class Series(NamedTuple):
    """Milliseconds of one thing; none where it was not measured, for the reason in `why_not`."""

    name: str
    ms: tuple[float, ...] = ()
    why_not: str = ""

    @property
    def median(self) -> float:
        """In milliseconds; not a number where nothing was measured."""
        return statistics.median(self.ms) if self.ms else float("nan")


class Target(NamedTuple):
    """One promise: what was measured, and the most that it may be."""

    name: str
    value: float
    most: float

    @property
    def met(self) -> bool:
        """Whether it holds; something that was not measured does not."""
        return self.value <= self.most


class Costs(NamedTuple):
    """All series by name, and the runs of many tests."""

    series: dict[str, Series]
    many: Many

    @property
    def targets(self) -> tuple[Target, ...]:
        """The four promises."""
        cold = self.series["cold"].median / self.series["empty"].median
        return (
            Target("cold start of one program / runsc run of an empty bundle", cold, COLD),
            Target("warm start, ms", self.series["warm"].median, WARM_MS),
            Target("one more forked program, ms", self.series["fork"].median, FORK_MS),
            Target("100 tests of 20 ms / their time on the bare host", self.many.ratio, MANY),
        )


def measure(options: Options, progress: Progress) -> Result:
    """Every series `options.runs` times, after one uncounted round. Raises `StelpError` when something does not run."""
    cache = cache_directory()
    interpreter = inspect_interpreter(choose_python(explicit=None, repo=None, environment=os.environ))
    harness = harness_layer(cache, interpreter).site
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as scratch:
        Path(scratch).chmod(0o755)
        plain = plain_ground(interpreter=interpreter, harness=harness, cache=cache)
        with contextlib.closing(open_sandbox(interpreter=interpreter, harness=harness, cache=cache)) as sandbox:
            ground = Ground(sandbox, plain, Path(scratch))
            series = _series(ground, options.runs, progress)
            progress.begin("bench", "many tests")
            costs = Costs(series, many_tests(sandbox, Path(scratch), options.runs))
    return Result(as_document(costs), as_table(costs), met=all(target.met for target in costs.targets))


def _series(ground: Ground, runs: int, progress: Progress) -> dict[str, Series]:
    timed: dict[str, tuple[str, Callable[[], Iterator[float]]]] = {
        "host": ("the bare host: python -c pass", lambda: _host(ground)),
        "runc": ("runc run of an empty bundle", lambda: _bundle(ground, runc(ground))),
        "empty": ("runsc run of an empty bundle", lambda: _bundle(ground, runsc(ground))),
        "cold": ("stelp-ci: cold start of one program", lambda: _cold(ground)),
        "warm": ("stelp-ci: warm start of one program", lambda: _warm(ground)),
        "fork": ("stelp-ci: one more program, forked", lambda: _fork(ground)),
    }
    why_not = {"runc": _why_no_runc(ground)}
    found: dict[str, list[float]] = {name: [] for name in timed}
    for number in range(runs + 1):
        for name, (title, work) in timed.items():
            progress.begin("bench", f"{title}, round {number} of {runs}")
            spent = list(work()) if not why_not.get(name) else []
            found[name] += spent if number else []
    return {name: Series(timed[name][0], tuple(ms), why_not.get(name, "")) for name, ms in found.items()}


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _host(ground: Ground) -> Iterator[float]:
    command = [str(ground.plain.interpreter.executable), "-I", "-S", "-B", "-c", "pass"]
    yield _milliseconds(lambda: subprocess.run(command, check=True))


def runsc(ground: Ground) -> tuple[str, ...]:
    """The command that runs a bundle in gVisor, without the bundle and its name."""
    return (str(ground.plain.runtime.path), "--root", "STATE", *ground.plain.runtime.flags, "run", "--bundle")


def runc(ground: Ground) -> tuple[str, ...]:
    """The same for runc."""
    del ground
    return (shutil.which("runc") or "runc", "--root", "STATE", "run", "--bundle")


def _why_no_runc(ground: Ground) -> str:
    """Why runc cannot be measured; empty where it can."""
    if shutil.which("runc") is None:
        return "runc is not on PATH (Debian's package runc)"
    try:
        list(_bundle(ground, runc(ground)))
    except StelpError as error:
        return str(error)
    return ""


def _bundle(ground: Ground, command: tuple[str, ...]) -> Iterator[float]:
    """Run the same root and Python with nothing to do, as a bundle of its own; only the command itself is timed."""
    name = f"bench-{secrets.token_hex(6)}"
    bundle = ground.scratch / name
    state = bundle / "state"
    state.mkdir(parents=True)
    contents = Contents(ground.plain.root, ground.plain.interpreter.executable, ground.plain.root, command="pass")
    (bundle / "config.json").write_bytes(msgspec.json.encode(_for(command, oci_config(contents, LIMITS))))
    whole = [str(state) if word == "STATE" else word for word in command]
    begun = time.perf_counter()
    done = subprocess.run([*whole, str(bundle), name], capture_output=True, stdin=subprocess.DEVNULL, check=False)
    spent = (time.perf_counter() - begun) * 1000
    shutil.rmtree(bundle, ignore_errors=True)
    if done.returncode != 0:
        told = done.stderr.decode("utf-8", "replace").strip()[-300:]
        raise StelpError(f"{Path(command[0]).name} does not run an empty bundle: {told}", remedy="run it by hand")
    yield spent


def _for(command: tuple[str, ...], config: dict[str, Any]) -> dict[str, Any]:
    """runc wants the devices of /dev to be mounted as it does itself."""
    if not command[0].endswith("runc"):
        return config
    kept = [mount for mount in config["mounts"] if mount["destination"] not in ("/dev", "/dev/shm")]  # noqa: S108
    return {**config, "mounts": kept}


def _job(count: int) -> ProgramsJob:
    policy = msgspec.json.encode(policy_as_json(STRICT))
    return ProgramsJob(programs=(EMPTY,) * count, profile=RunProfile.STRICT, policy=policy, limits=LIMITS)


def _run(ground: Ground, count: int) -> None:
    outcome = ground.sandbox.run_programs(_job(count))
    if not outcome.completed:
        raise StelpError("an empty program did not come to its end", remedy="see stelp-ci doctor")


def _cold(ground: Ground) -> Iterator[float]:
    """Until its outcome is known; the sandbox is taken down beside other work, as in a check."""
    ground.sandbox.expect()
    yield _milliseconds(lambda: _run(ground, 1))
    ground.sandbox.close()


def _warm(ground: Ground) -> Iterator[float]:
    """The sandbox is there, and waits for its one job; what comes behind the result is somebody else's time."""
    ground.sandbox.expect(_job(1))
    time.sleep(BOOTED_S)
    if ground.sandbox.waiting != 1:
        raise StelpError("a sandbox that was started ahead is not there any more", remedy="see stelp-ci doctor")
    yield _milliseconds(lambda: _run(ground, 1))
    ground.sandbox.close()


def _fork(ground: Ground) -> Iterator[float]:
    one = _milliseconds(lambda: _run(ground, 1))
    many = _milliseconds(lambda: _run(ground, 1 + FORKS))
    yield (many - one) / FORKS


def as_document(costs: Costs) -> dict[str, object]:
    """The JSON form, in milliseconds."""
    return {
        "benchmark": "sandbox",
        "machine": describe_machine(),
        "series": {
            name: {"name": one.name, "ms": one.ms, "median": one.median if one.ms else None, "not_run": one.why_not}
            for name, one in costs.series.items()
        },
        "many_tests": costs.many.as_document(),
        "targets": [{**target._asdict(), "met": target.met} for target in costs.targets],
    }


def as_table(costs: Costs) -> str:
    """Medians with their spread, then the promises."""
    width = max(len(one.name) for one in costs.series.values())
    rows = [_row(one, width) for one in costs.series.values()]
    promises = [
        f"{'' if target.met else 'NOT MET  '}{target.name}: {target.value:.2f} (at most {target.most:g})"
        for target in costs.targets
    ]
    python = f"Python {sys.version.split()[0]}"
    head = (f"{describe_machine()}; tool on {python}", "milliseconds: median (min to max), in turn, after one warm-up")
    return "\n".join([*head, "", *rows, "", costs.many.as_text(), "", *promises]) + "\n"


def _row(one: Series, width: int) -> str:
    if not one.ms:
        return f"{one.name:<{width}}  not run: {one.why_not}"
    return f"{one.name:<{width}}  {one.median:7.1f}  ({min(one.ms):.1f} to {max(one.ms):.1f})"
