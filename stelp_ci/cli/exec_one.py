"""One program of `stelp-ci exec`: read, run, mended where that was asked for, and shown."""

import shlex
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stelp_ci.cli import exit_codes
from stelp_ci.cli.program_source import read_source
from stelp_ci.errors import UsageError
from stelp_ci.exec.setup import Setup
from stelp_ci.model.program_run import ProgramRun, RunStatus

if TYPE_CHECKING:
    from stelp_ci.exec.repair import Attempt
    from stelp_ci.model.ports import ProgramSandbox

CODES = {RunStatus.COMPLETED: exit_codes.PASS, RunStatus.INCONCLUSIVE: exit_codes.INCONCLUSIVE}


def exit_code(runs: list[RunStatus]) -> int:
    """0 when all completed, 4 when nothing is known about one, else 1."""
    codes = {CODES.get(status, exit_codes.FAIL) for status in runs}
    return max(codes, default=exit_codes.PASS)


def run_one(arguments: Namespace, setup: Setup) -> int:
    """Run the program of the command line. Raises `StelpError`."""
    from stelp_ci.cache import cache_directory
    from stelp_ci.cli.progress import open_progress
    from stelp_ci.exec.opening import open_program_sandbox

    source = read_source(arguments.file)
    args = _arguments(arguments.args)
    with open_progress() as progress:
        progress.begin("exec", "in gVisor")
        sandbox = open_program_sandbox(cache_directory(), python=arguments.python, backend=arguments.sandbox)
        attempts = _attempts(arguments, setup, sandbox, source, args)
        progress.end("exec")
    _write(_rendered(arguments.format or "terminal", attempts, sandbox), arguments.output)
    return exit_code([attempts[-1].run.status])


def _attempts(
    arguments: Namespace, setup: Setup, sandbox: "ProgramSandbox", source: bytes, args: Any
) -> "tuple[Attempt, ...]":
    from stelp_ci.exec.lines import program_of
    from stelp_ci.exec.load import Given
    from stelp_ci.exec.repair import Attempt, Repairer, repaired
    from stelp_ci.exec.running import run_all

    def run(text: bytes) -> ProgramRun:
        given = Given(arguments.file, program_of(text, arguments.entry or "", args))
        return next(iter(run_all([given], setup, sandbox)))

    if arguments.repair_command is None:
        return (Attempt(source, run(source)),)
    command = tuple(shlex.split(arguments.repair_command))
    if not command:
        raise UsageError("--repair-command is empty", remedy="Name a program.")
    return repaired(source, run, Repairer(command, arguments.max_attempts))


def _rendered(format_name: str, attempts: "tuple[Attempt, ...]", sandbox: "ProgramSandbox") -> str:
    from stelp_ci.exec import rendering

    last = attempts[-1]
    match format_name:
        case "json":
            return rendering.as_json(last.run, sandbox.identity)
        case "agent":
            return rendering.as_agent(last.source, last.run, attempt=len(attempts))
        case _:
            tried = f"attempt {len(attempts)}: " if len(attempts) > 1 else ""
            return tried + rendering.as_text(last.run)


def _arguments(text: str | None) -> Any:
    import msgspec

    from stelp_ci.transpile.plain_data import PlainError, decode

    if text is None:
        return None
    try:
        given = msgspec.json.decode(text)
        decode(given)
    except (msgspec.DecodeError, PlainError, RecursionError) as error:
        raise UsageError(f"--args: {error}", remedy="Give a JSON list, or an object of keywords.") from error
    if not isinstance(given, list | dict):
        raise UsageError("--args is neither a list nor an object", remedy="Give a JSON list, or an object of keywords.")
    return given  # pyright: ignore[reportUnknownVariableType]


def _write(text: str, output: str | None) -> None:
    from stelp_ci.cli.output import write_file, write_stdout

    if output is None:
        write_stdout(text)
    else:
        write_file(Path(output), text)
