"""Resolving our own threads: opt-in, because GitHub asks for `contents: write` for it."""

from typing import Any

from stelp_ci.github.client import Client

_LIST = """
query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    reviewThreads(first: 100, after: $after) {
      nodes { id isResolved comments(first: 1) { nodes { databaseId } } }
      pageInfo { hasNextPage endCursor }
    }
  } }
}
"""
_RESOLVE = """
mutation($thread: ID!) { resolveReviewThread(input: {threadId: $thread}) { thread { id isResolved } } }
"""
MAX_PAGES = 50


def resolve_threads(client: Client, repository: str, number: int, comments: set[int]) -> None:
    """Resolve the threads that begin with `comments`. Raises `ReadOnlyError` where the token may not."""
    for thread, comment, resolved in _threads(client, repository, number):
        if comment in comments and not resolved:
            client.query(_RESOLVE, {"thread": thread})


def _threads(client: Client, repository: str, number: int) -> list[tuple[str, int, bool]]:
    owner, _, name = repository.partition("/")
    found: list[tuple[str, int, bool]] = []
    after: str | None = None
    for _ in range(MAX_PAGES):
        data: Any = client.query(_LIST, {"owner": owner, "name": name, "number": number, "after": after})
        page = data["repository"]["pullRequest"]["reviewThreads"]
        for node in page["nodes"]:
            first = node["comments"]["nodes"]
            if first:
                found.append((str(node["id"]), int(first[0]["databaseId"]), bool(node["isResolved"])))
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    return found
