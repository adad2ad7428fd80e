"""`stelp-ci doctor`: what is installed, whether a sandbox starts, and the command that mends what is missing."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from stelp_ci.cli import exit_codes

if TYPE_CHECKING:
    from stelp_ci.cli.examination import Part

EXAMPLES = """\
  stelp-ci doctor                     a table for a person
  stelp-ci doctor --format json       the same for a program
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `doctor`."""
    parser.add_argument(
        "--format", choices=["terminal", "json"], default="terminal", help="how it is written (default: terminal)"
    )


def run(arguments: Namespace) -> int:
    """Try every part; 0 when all that `stelp-ci check` needs is there, 4 when something is not."""
    from stelp_ci.cache import cache_directory
    from stelp_ci.cli.examination import examine
    from stelp_ci.cli.output import write_stdout
    from stelp_ci.cli.progress import open_progress

    with open_progress() as progress:
        progress.begin("doctor", "starting each tool once")
        parts = examine(cache_directory())
        progress.end("doctor")
    write_stdout(as_json(parts) if arguments.format == "json" else as_table(parts))
    return exit_codes.PASS if all(part.is_fine for part in parts) else exit_codes.INCONCLUSIVE


def as_json(parts: "tuple[Part, ...]") -> str:
    """`{"ok": bool, "parts": [{"name", "state", "detail", "remedy"}]}`."""
    import json

    ok = all(part.is_fine for part in parts)
    return json.dumps({"ok": ok, "parts": [part._asdict() for part in parts]}, indent=2) + "\n"


def as_table(parts: "tuple[Part, ...]") -> str:
    """One line per part, below it what mends it, and a last line that sums up."""
    from stelp_ci.report.escape import terminal_text

    lines: list[str] = []
    for part in parts:
        lines.append(f"{part.state:<8} {part.name:<8} {terminal_text(part.detail)}")
        if part.remedy:
            lines.append(f"{'':<17} mend it: {terminal_text(part.remedy)}")
    wrong = [part.name for part in parts if not part.is_fine]
    lines.append(f"not ready: {', '.join(wrong)}" if wrong else "ready: `stelp-ci check` has everything it needs")
    return "\n".join(lines) + "\n"
