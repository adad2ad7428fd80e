"""`stelp-ci transpile`: what the transpiler makes of one program, or what stands against it. Nothing of it is run."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from stelp_ci.cli import exit_codes
from stelp_ci.cli.program_source import read_source
from stelp_ci.errors import UsageError

EXAMPLES = """\
  stelp-ci transpile program.py                    the rewritten program, as it would be compiled
  stelp-ci transpile - --format json < program.py  with what it imports and calls
  stelp-ci transpile draft.py --format agent       what to change, for whoever writes the program
  stelp-ci transpile module.py --profile guarded --format json
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `transpile`."""
    parser.add_argument("file", metavar="FILE", help="the program; - reads it from stdin")
    parser.add_argument(
        "--profile",
        choices=["strict", "guarded"],
        default="strict",
        help="strict: what is not known to be safe is refused; guarded: all of Python, with what it reaches for "
        "(default: strict)",
    )
    parser.add_argument("--policy", metavar="FILE", help="a settings file, whose section grammar holds (strict only)")
    parser.add_argument(
        "--format",
        choices=["source", "json", "agent"],
        default="source",
        help="source: the program as it would run; json: all that is known; agent: what to mend (default: source)",
    )


def run(arguments: Namespace) -> int:
    """Print; 0 for a program that is let through, 1 for one that is not. Raises `StelpError`."""
    from stelp_ci.cli.transpiling import transpiled

    source = read_source(arguments.file)
    told = transpiled(source, arguments.profile, _policy(arguments))
    _write(told, source, arguments)
    return exit_codes.PASS if told["accepted"] else exit_codes.FAIL


def _policy(arguments: Namespace) -> "dict[str, Any]":
    if arguments.policy is None:
        return {}
    if arguments.profile != "strict":
        raise UsageError("--policy is for the strict profile", remedy="Leave one of the two out.")
    from stelp_ci.exec.policy_file import read_policy_file
    from stelp_ci.transpile.strict.policy import policy_as_json

    return policy_as_json(read_policy_file(Path(arguments.policy)).policy)


def _write(told: "dict[str, Any]", source: bytes, arguments: Namespace) -> None:
    import json

    from stelp_ci.cli.message import say
    from stelp_ci.cli.output import write_stdout

    match arguments.format:
        case "json":
            write_stdout(json.dumps(told, indent=2) + "\n")
        case "agent":
            write_stdout(json.dumps(_feedback(told, source), indent=2) + "\n")
        case _ if told["accepted"]:
            write_stdout(told["source"])
        case _:
            for one in told["violations"]:
                seen = f": {one['seen']}" if one["seen"] else ""
                place = f"{arguments.file}:{one['line']}:{one['column']}"
                say(f"{place}: {one['code']} {one['message']}{seen}\n  {one['repair']}")


def _feedback(told: "dict[str, Any]", source: bytes) -> "dict[str, Any]":
    repairs = [f"Line {one['line']}: {one['repair']}" for one in told["violations"]]
    return {
        "version": told["version"],
        "status": "accepted" if told["accepted"] else "blocked",
        "stage": "policy",
        "violations": told["violations"],
        "repairs": list(dict.fromkeys(repairs)),
        "source": source.decode("utf-8", "backslashreplace"),
    }
