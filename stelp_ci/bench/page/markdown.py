"""Outcomes as Markdown: a section each, the command above its figures."""

from collections.abc import Iterable

from stelp_ci.bench.figures import Cell, Table
from stelp_ci.bench.page.cells import is_number, shown
from stelp_ci.bench.saved import Saved
from stelp_ci.report.escape import markdown_block, markdown_text

INTRODUCTION = """\
# Benchmarks

Every section stands below the command that prints it again. Figures are those of one run on one machine; ratios
travel better than seconds. `stelp-ci bench --help` lists all benchmarks, `make peers` installs what they compare with.
"""


def render(outcomes: Iterable[Saved]) -> str:
    """The page."""
    return f"{INTRODUCTION}\n{sections(outcomes)}"


def sections(outcomes: Iterable[Saved]) -> str:
    """A section for each, without an introduction."""
    return "\n".join(_section(saved) for saved in outcomes)


def _section(saved: Saved) -> str:
    met = "all targets met" if saved.met else "NOT all targets met"
    head = [f"## {markdown_text(saved.title)}", "", markdown_block(f"$ {saved.command}"), ""]
    code = f" (code {saved.code})" if saved.code else ""
    head += [f"stelp-ci {saved.stelp_ci}{code}, {markdown_text(saved.machine)}; {met}.", ""]
    body = [line for table in saved.tables for line in (*_table(table), "")]
    return "\n".join([*head, *(body or [markdown_block(saved.text.rstrip("\n")), ""])])


def _table(table: Table) -> list[str]:
    numeric = [all(is_number(row[at]) for row in table.rows) for at in range(len(table.columns))]
    lines = [f"**{markdown_text(table.title)}**", "", _row(table.columns)]
    lines.append("|" + "|".join("---:" if right else "---" for right in numeric) + "|")
    lines += [_row(row) for row in table.rows]
    return [*lines, "", markdown_text(table.note)] if table.note else lines


def _row(cells: Iterable[Cell]) -> str:
    return "| " + " | ".join(markdown_text(shown(cell)) for cell in cells) + " |"
