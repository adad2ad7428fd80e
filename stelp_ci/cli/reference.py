"""docs/cli.md, generated from the parsers: `python -m stelp_ci.cli.reference > docs/cli.md`."""

import os
import sys
from importlib import import_module
from typing import cast

from stelp_ci.cli.command import Command
from stelp_ci.cli.main import COMMANDS
from stelp_ci.cli.parser import command_parser, top_parser

WIDTH = 100
"""Columns, so that the page does not depend on the window in which it was made."""

_INTRODUCTION = """\
# Command line

```console
{top}```

Verdicts go to stdout, progress and messages to stderr. Progress is shown on a terminal only, for work of more than a
second. `NO_COLOR` is respected. Nothing ends in a traceback: a defect of stelp-ci itself is `inconclusive`, and
`STELP_DEBUG=1` adds the traceback to its message.

**Several formats in one run.** `--format F=PATH` writes that format to PATH. Formats without a path go to `--output`:
to that file where it is one, into that directory where they are several (`stelp-report.json`, `stelp-report.md`,
`stelp-report.sarif`, ...). Beside other formats, `terminal` stays on stdout. A document (JSON, Markdown, SARIF, agent)
is alone on stdout; `terminal` and `annotations` are lines and may share it. Files appear whole or not at all; one that
cannot be written is said on stderr, and the run then cannot pass.

**Environment.** `STELP_CACHE_DIR`: where dependency layers are kept (default: `$XDG_CACHE_HOME/stelp-ci`, else
`~/.cache/stelp-ci`). `STELP_DEBUG=1`: tracebacks. `NO_COLOR`, `FORCE_COLOR`, `TERM=dumb`, `CI`: as usual.

This page is generated from the parsers by `make schema`.
"""


def reference_text() -> str:
    """The page as Markdown: what `--help` says, for every command."""
    os.environ["COLUMNS"] = str(WIDTH)
    summaries = {name: entry.summary for name, entry in COMMANDS.items()}
    page = [_INTRODUCTION.format(top=top_parser(summaries).format_help())]
    for name, entry in COMMANDS.items():
        parser = command_parser(name, entry.summary, cast(Command, import_module(entry.module)))
        page.append(f"## `stelp-ci {name}`\n\n```console\n{parser.format_help()}```\n")
    return "\n".join(page)


if __name__ == "__main__":
    sys.stdout.write(reference_text())
