"""A check run: optional, because GitHub attaches it to any workflow's suite; the gate is the job's own exit code.

https://docs.github.com/en/rest/checks/runs
"""

from typing import NamedTuple

from stelp_ci.github.client import Client

PER_REQUEST = 50
"""Annotations that GitHub takes at once; more are appended."""

MAX_SUMMARY = 65_000


class Annotation(NamedTuple):
    """A note at lines of a file; `level` is notice, warning or failure."""

    path: str
    start: int
    end: int
    level: str
    title: str
    message: str


class CheckRun(NamedTuple):
    """What the check says; `conclusion` is success, neutral or failure."""

    head: str
    conclusion: str
    title: str
    summary: str
    annotations: tuple[Annotation, ...]


def post_check(client: Client, run: CheckRun, *, name: str = "stelp-ci") -> int:
    """Create the check run and append its annotations; its id. Raises `GitHubError`."""
    batches = [run.annotations[at : at + PER_REQUEST] for at in range(0, len(run.annotations), PER_REQUEST)] or [()]
    done: dict[str, object] = {"status": "completed", "conclusion": run.conclusion}
    first = {"name": name, "head_sha": run.head, **done, "output": _output(run, batches[0])}
    made = client.create_check(first).id
    for batch in batches[1:]:
        client.update_check(made, {"output": _output(run, batch)})
    return made


def _output(run: CheckRun, batch: tuple[Annotation, ...]) -> dict[str, object]:
    shown = [
        {
            "path": item.path,
            "start_line": item.start,
            "end_line": max(item.start, item.end),
            "annotation_level": item.level,
            "title": item.title[:255],
            "message": item.message,
        }
        for item in batch
    ]
    return {"title": run.title[:255], "summary": run.summary[:MAX_SUMMARY], "annotations": shown}
