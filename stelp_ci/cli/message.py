"""One message on stderr, harmless to a terminal and to a job's log, whoever wrote parts of it."""

import sys

LONGEST = 4000
"""Characters of one message."""


def say(message: str) -> None:
    """Write `stelp-ci: message` to stderr, each of its lines escaped; quiet where stderr is closed or unread."""
    from stelp_ci.report.escape import clip, guard_log, terminal_text

    if sys.stderr is None:  # pyright: ignore[reportUnnecessaryComparison] - it is None when descriptor 2 was closed
        return
    shown = terminal_text(clip(message, LONGEST), keep="\n")
    try:
        sys.stderr.write(guard_log(f"stelp-ci: {shown}\n"))
        sys.stderr.flush()
    except OSError:  # NOTE: nobody reads stderr any more; the exit code still says what happened
        return


def say_error(message: str, *, remedy: str) -> None:
    """A message, and below it what mends it, where somebody knows."""
    say(f"{message}\n  {remedy}" if remedy else message)
