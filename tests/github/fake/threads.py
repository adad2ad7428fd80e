"""The two GraphQL operations that stelp-ci knows: list review threads, resolve one."""

from typing import Any

from tests.github.fake.answer import Answer, Asked
from tests.github.fake.state import State

PAGE = 100


def answer(state: State, asked: Asked) -> Answer:
    """GraphQL says 200 to everything; what went wrong stands in `errors`."""
    query, variables = str(asked.body["query"]), asked.body.get("variables", {})
    if "resolveReviewThread" in query:
        return Answer(200, _resolve(state, asked, variables))
    return Answer(200, _listed(state, variables))


def _resolve(state: State, asked: Asked, variables: dict[str, Any]) -> dict[str, Any]:
    """NOTE: resolving needs `contents: write`, which nobody documents."""
    if "contents:write" not in asked.token.scopes:
        problem = {"type": "FORBIDDEN", "message": "Resource not accessible by integration"}
        return {"data": {"resolveReviewThread": None}, "errors": [problem]}
    named = str(variables["thread"])
    state.line_comments[int(named.removeprefix("PRRT_"))].resolved = True
    return {"data": {"resolveReviewThread": {"thread": {"id": named, "isResolved": True}}}}


def _listed(state: State, variables: dict[str, Any]) -> dict[str, Any]:
    first = [
        item for item in state.line_comments.values() if item.pull == variables["number"] and item.reply_to is None
    ]
    start = int(variables.get("after") or 0)
    nodes = [
        {"id": f"PRRT_{item.id}", "isResolved": item.resolved, "comments": {"nodes": [{"databaseId": item.id}]}}
        for item in first[start : start + PAGE]
    ]
    more = {"hasNextPage": start + PAGE < len(first), "endCursor": str(start + PAGE)}
    return {"data": {"repository": {"pullRequest": {"reviewThreads": {"nodes": nodes, "pageInfo": more}}}}}
