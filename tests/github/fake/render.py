"""GitHub's objects as JSON: its own examples, with the values that count here in their place."""

from typing import Any

from tests.github.fake.contract import example
from tests.github.fake.repository import ChangedFile
from tests.github.fake.state import Account, Comment, LineComment, Pull, Review, State


def user(account: Account) -> dict[str, Any]:
    """An account."""
    return example("pull-request")["user"] | {"login": account.login, "id": account.id, "type": account.type}


def pull(state: State, item: Pull) -> dict[str, Any]:
    """A pull request."""
    shown = example("pull-request")
    head, base = state.head(item), state.repository.tip(item.base_ref) or ""
    owner, _, name = item.head_repo.partition("/")
    shown["head"] |= {"ref": item.head_ref, "sha": head, "label": f"{owner}:{item.head_ref}"}
    shown["head"]["repo"] |= {"id": item.head_repo_id, "name": name, "full_name": item.head_repo}
    shown["base"] |= {"ref": item.base_ref, "sha": base, "label": f"{state.name.partition('/')[0]}:{item.base_ref}"}
    shown["base"]["repo"] |= {"id": state.id, "name": state.name.partition("/")[2], "full_name": state.name}
    files = len(state.repository.changed(state.merge_base(item), head))
    return shown | {
        "number": item.number,
        "state": item.state,
        "title": item.title,
        "body": item.body,
        "user": user(item.author),
        "requested_teams": [],
        "changed_files": files,
        "mergeable": None,
    }


def file(item: ChangedFile) -> dict[str, Any]:
    """One file of a pull request. A patch that is too large is left out, as GitHub does."""
    shown = example("diff-entry-items") | {
        "filename": item.path,
        "status": item.status,
        "additions": item.additions,
        "deletions": item.deletions,
        "changes": item.additions + item.deletions,
    }
    shown.pop("patch", None)
    if item.previous:
        shown["previous_filename"] = item.previous
    return shown | ({"patch": item.patch} if item.patch and item.additions + item.deletions <= 3000 else {})


def comment(item: Comment) -> dict[str, Any]:
    """A comment of the conversation."""
    return example("issue-comment") | {
        "id": item.id,
        "body": item.body,
        "user": user(item.author),
        "created_at": item.created_at,
        "updated_at": item.updated_at,
    }


def line_comment(item: LineComment) -> dict[str, Any]:
    """A comment at lines of the diff."""
    shown = example("pull-request-review-comment-2")
    shown.pop("in_reply_to_id", None)
    shown |= {
        "id": item.id,
        "node_id": f"PRRC_{item.id}",
        "body": item.body,
        "path": item.path,
        "line": item.line,
        "start_line": item.start_line,
        "position": item.line,
        "side": "RIGHT",
        "start_side": "RIGHT" if item.start_line else None,
        "commit_id": item.commit,
        "original_commit_id": item.original_commit,
        "original_line": item.original_line,
        "original_start_line": None,
        "diff_hunk": item.hunk,
        "pull_request_review_id": item.review,
        "user": user(item.author),
        "created_at": item.created_at,
        "updated_at": item.updated_at,
    }
    return shown | ({"in_reply_to_id": item.reply_to} if item.reply_to else {})


def review(item: Review) -> dict[str, Any]:
    """A submitted review."""
    return example("pull-request-review") | {
        "id": item.id,
        "user": user(item.author),
        "body": item.body,
        "state": item.state,
        "commit_id": item.commit,
        "submitted_at": item.submitted_at,
    }


def check_run(item: dict[str, Any]) -> dict[str, Any]:
    """A check run; `item` is what was sent, with its number of annotations."""
    shown = example("check-run") | {key: item[key] for key in ("id", "name", "head_sha", "status")}
    shown["conclusion"] = item.get("conclusion")
    shown["pull_requests"] = []
    output = item.get("output", {})
    shown["output"] |= {
        "title": output.get("title"),
        "summary": output.get("summary"),
        "text": output.get("text"),
        "annotations_count": len(item["annotations"]),
    }
    return shown
