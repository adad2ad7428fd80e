"""Options that several commands share."""

from argparse import ArgumentParser

from stelp_ci.report.registry import Format


def add_format_options(parser: ArgumentParser) -> None:
    """`--format` and `--output`; `targets.plan_targets` gives them their meaning."""
    group = parser.add_argument_group("what is written")
    group.add_argument(
        "--format",
        metavar="F[=PATH]",
        action="append",
        default=[],
        help=f"one of {', '.join(Format)}; repeat it for several; =PATH writes that one to a file "
        "(default: terminal, on stdout)",
    )
    group.add_argument(
        "--output",
        metavar="PATH",
        help="where formats without a =PATH go: a file for one, a directory for several, which are then named "
        "stelp-report.json, stelp-report.md and so on (default: stdout)",
    )


def add_color_option(parser: ArgumentParser) -> None:
    """`--color`."""
    parser.add_argument(
        "--color",
        choices=["auto", "always", "never"],
        default="auto",
        help="colours in the terminal format (default: auto: on a terminal, unless NO_COLOR is set)",
    )
