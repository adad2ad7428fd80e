"""What programs that embed stelp-ci call: `run_program`, and `ProgramRunner` for many programs in an open sandbox."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from stelp_ci.cache import cache_directory
from stelp_ci.errors import UsageError
from stelp_ci.exec.defaults import PROGRAM_LIMITS
from stelp_ci.exec.load import Given
from stelp_ci.exec.opening import open_program_sandbox
from stelp_ci.exec.running import run_all
from stelp_ci.exec.setup import DENIED, Isolation, RunProfile, Setup
from stelp_ci.exec.tools import Tool, toolbox
from stelp_ci.model.execution import Limits, Program
from stelp_ci.model.ports import ProgramSandbox
from stelp_ci.model.program import Capability
from stelp_ci.model.program_run import ProgramRun
from stelp_ci.transpile.plain_data import decode, encode, holds_opaque
from stelp_ci.transpile.strict.policy import STRICT, Policy


class ProgramRunner:
    """Runs programs in one opened sandbox runtime; every load of programs gets a fresh sandbox. Thread-safe.

    `policy` is for the strict profile, `denied` are the capabilities that the guarded one denies.
    Raises `SandboxError` or `LayerError` when gVisor or the interpreter cannot be had, `UsageError` for a tool that
    cannot be offered. `cache` is a directory of the user's own; `python` chooses the interpreter inside.
    """

    def __init__(  # noqa: PLR0913 - keywords with defaults
        self,
        *,
        policy: Policy = STRICT,
        profile: RunProfile = RunProfile.STRICT,
        denied: Iterable[Capability] = DENIED,
        limits: Limits = PROGRAM_LIMITS,
        tools: Iterable[Tool] = (),
        isolation: Isolation = Isolation.FORK,
        jobs: int = 1,
        cache: Path | None = None,
        python: str | None = None,
        sandbox: ProgramSandbox | None = None,
    ) -> None:
        self.setup = Setup(profile, policy, limits, isolation, jobs, toolbox(tuple(tools)), tuple(denied))
        self.sandbox = sandbox or open_program_sandbox(cache or cache_directory(), python=python)

    def run(
        self,
        source: str | bytes,
        *,
        entry: str = "",
        args: Sequence[object] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> ProgramRun:
        """Run one program, and call `entry` with plain data if it is given. Raises `UsageError` for other data."""
        return next(iter(self.run_all([Given(None, make_program(source, entry=entry, args=args, kwargs=kwargs))])))

    def run_all(self, programs: Iterable[Given]) -> Iterator[ProgramRun]:
        """The results of many programs, in order, drawn as there is room."""
        return run_all(programs, self.setup, self.sandbox)


def make_program(
    source: str | bytes,
    *,
    entry: str = "",
    args: Sequence[object] = (),
    kwargs: Mapping[str, object] | None = None,
) -> Program:
    """A program with its arguments coded. Raises `UsageError` for arguments that are no plain data, or too much."""
    text = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    coded = encode([list(args), dict(kwargs or {})])
    if holds_opaque(decode(coded)):
        raise UsageError(
            "arguments of programs are plain data", remedy="Pass numbers, text, lists, tuples, sets, dicts."
        )
    if (args or kwargs) and not entry:
        raise UsageError("arguments without an entry to call", remedy="Name the function to call.")
    arguments, keywords = (msgspec.Raw(msgspec.json.encode(part)) for part in coded)
    return Program(source=text, entry=entry, arguments=arguments, keywords=keywords)


def run_program(  # noqa: PLR0913 - keywords with defaults
    source: str | bytes,
    *,
    entry: str = "",
    args: Sequence[object] = (),
    kwargs: Mapping[str, object] | None = None,
    policy: Policy = STRICT,
    profile: RunProfile = RunProfile.STRICT,
    denied: Iterable[Capability] = DENIED,
    limits: Limits = PROGRAM_LIMITS,
    tools: Iterable[Tool] = (),
    cache: Path | None = None,
) -> ProgramRun:
    """Check, rewrite and run one program in a fresh sandbox. Raises like `ProgramRunner`."""
    runner = ProgramRunner(policy=policy, profile=profile, denied=denied, limits=limits, tools=tools, cache=cache)
    return runner.run(source, entry=entry, args=args, kwargs=kwargs)
