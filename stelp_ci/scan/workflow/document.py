"""A workflow or an action as plain tables, and where a text stands in it. Everything is a string, as it is written."""

from collections.abc import Iterator
from typing import NamedTuple, cast

from stelp_ci.errors import ScanError

Table = dict[str, object]

MOST_ALIASES = 50
"""References to other parts of the document: Actions has few, and many of them make a document without end."""


class Step(NamedTuple):
    """One step of a job, or of a composite action."""

    job: str
    uses: str
    run: str
    table: Table

    def says(self, key: str) -> str:
        """The text under `key`, empty where there is none."""
        value = self.table.get(key)
        return value if isinstance(value, str) else ""


def read_document(text: str, path: str) -> Table:
    """The document. Raises `ScanError` if it is no YAML table."""
    import yaml

    if text.count("*") > MOST_ALIASES and text.count("&") > MOST_ALIASES:
        raise ScanError(f"{path} refers to itself too often to be read", remedy="write the workflow without anchors")
    try:
        read: object = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - the loader that makes strings only
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ScanError(f"{path} is no YAML that can be read: {error}", remedy="mend the file") from error
    return table_of(read)


def table_of(value: object) -> Table:
    """`value` if it is a table, else an empty one."""
    return cast(Table, value) if isinstance(value, dict) else {}


def items_of(value: object) -> list[object]:
    """The members of a list; a single text is a list of itself."""
    if isinstance(value, list):
        return cast(list[object], value)
    return [value] if isinstance(value, str) else []


def steps_of(document: Table) -> Iterator[Step]:
    """Every step; a job that calls a workflow counts as one."""
    jobs = table_of(document.get("jobs"))
    for name, job in jobs.items():
        table = table_of(job)
        listed = items_of(table.get("steps"))
        called = [table] if isinstance(table.get("uses"), str) else []
        for one in [*called, *map(table_of, listed)]:
            yield _step(str(name), one)
    for one in items_of(table_of(document.get("runs")).get("steps")):
        yield _step("runs", table_of(one))


def _step(job: str, table: Table) -> Step:
    uses, run = table.get("uses"), table.get("run")
    return Step(job, uses if isinstance(uses, str) else "", run if isinstance(run, str) else "", table)


def triggers_of(document: Table) -> list[str]:
    """The events that start the workflow."""
    on = document.get("on")
    return [str(name) for name in (table_of(on) or items_of(on))]


def grants_of(document: Table) -> Iterator[tuple[str, str]]:
    """Each write permission with the job it is given to (`every job` for the top of the workflow)."""
    places = {
        "every job": document,
        **{str(name): table_of(job) for name, job in table_of(document.get("jobs")).items()},
    }
    for place, table in places.items():
        granted = table.get("permissions")
        if isinstance(granted, str):
            if granted == "write-all":
                yield place, "write-all"
        else:
            yield from ((place, str(scope)) for scope, level in table_of(granted).items() if level == "write")
