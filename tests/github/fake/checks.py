"""Check runs: 50 annotations a request, appended."""

from tests.github.fake import render
from tests.github.fake.answer import Answer, Asked, need, not_found, refusal
from tests.github.fake.state import State

MAX_MESSAGE = 64 * 1024


def create(state: State, asked: Asked) -> Answer:
    """A new check run."""
    need(asked, "checks:write")
    made = {"id": state.next_id(), "annotations": [], "status": "queued"} | asked.body
    _take(made, asked)
    state.check_runs[made["id"]] = made
    return Answer(201, render.check_run(made))


def update(state: State, asked: Asked) -> Answer:
    """More annotations, or another state."""
    need(asked, "checks:write")
    found = state.check_runs.get(asked.number("check_run_id"))
    if found is None:
        raise not_found()
    found |= asked.body
    _take(found, asked)
    return Answer(200, render.check_run(found))


def get(state: State, asked: Asked) -> Answer:
    """One check run."""
    found = state.check_runs.get(asked.number("check_run_id"))
    if found is None:
        raise not_found()
    return Answer(200, render.check_run(found))


def _take(run: dict[str, object], asked: Asked) -> None:
    """NOTE: the schema lets `completed` pass without a conclusion, and lines in the wrong order; GitHub does not."""
    if asked.body.get("status") == "completed" and not asked.body.get("conclusion"):
        raise refusal(422, "Invalid request.\n\nA conclusion is required for a completed check run.")
    new = asked.body.get("output", {}).get("annotations", [])
    if any(item["end_line"] < item["start_line"] or len(item["message"]) > MAX_MESSAGE for item in new):
        raise refusal(422, "Invalid request.\n\nAn annotation is not valid.")
    run["annotations"] = [*run["annotations"], *new]  # pyright: ignore[reportGeneralTypeIssues]
