"""`stelp-ci`: finds the command, and turns whatever happens into an exit code and one clear message."""

import gc
import os
import signal
import sys
from importlib import import_module
from types import FrameType
from typing import NamedTuple, NoReturn, cast

from stelp_ci.cli import exit_codes
from stelp_ci.cli.command import Command
from stelp_ci.cli.message import say, say_error
from stelp_ci.cli.parser import command_parser, top_parser
from stelp_ci.errors import ConfigError, StelpError, UsageError


class Entry(NamedTuple):
    """Where a command lives, and what it does in one line."""

    module: str
    summary: str


COMMANDS = {
    "check": Entry("stelp_ci.cli.check", "judge a change: scan it, run its tests in gVisor, give a verdict"),
    "report": Entry("stelp_ci.cli.report", "show the evidence file of an earlier run in another format"),
    "replay": Entry("stelp_ci.cli.replay", "run one finding or evidence item of a report again"),
    "doctor": Entry("stelp_ci.cli.doctor", "say what is installed, whether a sandbox starts, and what mends the rest"),
    "init": Entry("stelp_ci.cli.init", "write the first settings, hooks and workflow of a project; shows them first"),
    "baseline": Entry("stelp_ci.cli.baseline", "write down what the project lives with, so that it is not asked again"),
    "learn": Entry("stelp_ci.cli.learn", "run a commit's whole suite once, so that later changes select tests by it"),
    "hook": Entry("stelp_ci.cli.hook", "one check of what is about to be committed, as pre-commit calls it"),
    "exec": Entry("stelp_ci.cli.exec", "check, rewrite and run programs in gVisor, one or a batch of them"),
    "transpile": Entry("stelp_ci.cli.transpile", "show what the transpiler makes of a program, without running it"),
    "sandbox": Entry("stelp_ci.cli.sandbox", "build the sandbox, look inside, list or prune what is kept of it"),
    "rules": Entry("stelp_ci.cli.rules", "list the rules, explain one of them or a code, test them on their cases"),
    "bench": Entry("stelp_ci.cli.bench", "measure on this machine, beside what users would compare with"),
}


def main(argv: list[str] | None = None) -> int:
    """Run one command line; the exit code. Only argparse leaves by `SystemExit` (0 for help, 2 for wrong usage)."""
    arguments = sys.argv[1:] if argv is None else argv
    if argv is None and arguments[:1] == ["hook"]:
        gc.disable()  # over in a moment: looking for cycles would take a tenth of it
    _prepare_streams()
    _end_cleanly_when_terminated()
    try:
        code = _dispatch(arguments)
        _flush()
        if argv is None:
            gc.freeze()  # the process ends: nothing is gained by looking through all that it holds
    except KeyboardInterrupt:
        say("interrupted")
        return exit_codes.INTERRUPTED
    except StelpError as error:
        return _explain(error)
    except Exception as error:  # noqa: BLE001 - the one last resort: a defect of ours is no verdict, and no traceback
        return _admit(error)
    return code


def _dispatch(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        summaries = {name: entry.summary for name, entry in COMMANDS.items()}
        top_parser(summaries).parse_args(arguments)
    name, *rest = arguments
    entry = COMMANDS[name]
    command = cast(Command, import_module(entry.module))
    return command.run(command_parser(name, entry.summary, command).parse_args(rest))


def _explain(error: StelpError) -> int:
    if isinstance(error, UsageError | ConfigError):
        say_error(f"{error.stage}: {error}", remedy=error.remedy)
        code = exit_codes.USAGE
    else:
        say_error(f"inconclusive: {error.stage}: {error}", remedy=error.remedy)
        code = exit_codes.INCONCLUSIVE
    _show_traceback_if_asked()
    return code


def _admit(error: Exception) -> int:
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f" at {frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else ""
    say_error(
        f"inconclusive: unexpected {type(error).__name__}{place}: {error}",
        remedy="This is a defect of stelp-ci. STELP_DEBUG=1 shows the traceback.",
    )
    _show_traceback_if_asked()
    return exit_codes.INCONCLUSIVE


def _show_traceback_if_asked() -> None:
    if os.environ.get("STELP_DEBUG", "") not in {"", "0"}:
        import traceback

        traceback.print_exc()


def _prepare_streams() -> None:
    """A name that the terminal cannot show must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def _flush() -> None:
    """Meet a reader that went away here, where it is quiet, and not at the interpreter's exit."""
    from stelp_ci.cli.unread import quiet_when_unread

    with quiet_when_unread():
        if sys.stdout:
            sys.stdout.flush()


def _end_cleanly_when_terminated() -> None:
    """SIGTERM unwinds the stack, so that sandboxes end and temporary folders go."""
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _terminate)


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    say("terminated: nothing is known about the change")
    raise SystemExit(exit_codes.TERMINATED)
