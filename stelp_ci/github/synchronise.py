"""Brings a pull request to what a run has to say: read, plan, carry out, and look again where an end was unclear."""

import time
from collections.abc import Callable
from typing import NamedTuple, assert_never

from stelp_ci.github import failure
from stelp_ci.github.anchor import Anchor, Hunks, read_hunks
from stelp_ci.github.client import Client
from stelp_ci.github.conversation import WORKFLOW_LOGIN, Conversation, read_conversation
from stelp_ci.github.operation import (
    CreateSummary,
    DeleteRemark,
    DeleteSummary,
    DismissReview,
    EditRemark,
    EditSummary,
    Operation,
    PostReview,
)
from stelp_ci.github.plan import Wanted, plan
from stelp_ci.github.threads import resolve_threads

ROUNDS = 3
"""How often the state is read again after a request whose end is unclear."""


class Target(NamedTuple):
    """The pull request, and the login that the token writes under (empty: ask, else a workflow's)."""

    repository: str
    number: int
    posted_as: str = ""


class Posted(NamedTuple):
    """What came of it: `complete` when everything stands there; `notes` say what happened on the way."""

    complete: bool
    notes: tuple[str, ...] = ()


def synchronise(client: Client, target: Target, wanted: Wanted) -> Posted:
    """Say it. Raises `ReadOnlyError` where the token may not write, and `GitHubError` where GitHub cannot be used."""
    return _Synchroniser(client, target, wanted).run()


class _Synchroniser:
    """One run of it. `remarks` shrink to those that are there already once GitHub has refused a review."""

    def __init__(self, client: Client, target: Target, wanted: Wanted) -> None:
        self.client = client
        self.target = target
        self.wanted = wanted
        self.notes: list[str] = []
        self.complete = True
        self.login = target.posted_as or client.login() or WORKFLOW_LOGIN
        self.hunks: Hunks = read_hunks(client.files(target.number)) if wanted.inline and wanted.remarks else {}

    def run(self) -> Posted:
        """Up to `ROUNDS` times: what was done already is in the next plan no more."""
        for number in range(1, ROUNDS + 1):
            try:
                found = self._read()
                self._carry_out_all(plan(self.wanted, found, self.hunks), found)
            except failure.UnclearError as error:
                self.notes.append(f"looked again, because it was unclear what became of a request: {error}")
                time.sleep(self.client.pace.before_looking * number)
            else:
                return Posted(self.complete, tuple(self.notes))
        raise failure.UnavailableError(self.notes[-1], remedy="run the job again")

    def _read(self) -> Conversation:
        return read_conversation(self.client, self.target.number, self.login, reviews=self.wanted.request_changes)

    def _carry_out_all(self, operations: tuple[Operation, ...], found: Conversation) -> None:
        for operation in operations:
            if not isinstance(operation, PostReview):
                self._carry_out(operation)
                continue
            try:
                self._review(operation)
            except failure.RejectedError as error:
                self.notes.append(f"no new comments at lines, all of it is in the summary: {error}")
                self.complete = False
                self._give_up_on_new_remarks(found)
                return self._carry_out_all(plan(self.wanted, self._read(), self.hunks), found)
        return None

    def _give_up_on_new_remarks(self, found: Conversation) -> None:
        """All comments of a review are refused together, and GitHub does not say which one it was."""
        there = {said.key for said in found.said}
        remarks = tuple(remark for remark in self.wanted.remarks if remark.key in there)
        self.wanted = self.wanted._replace(remarks=remarks, request_changes=False, max_inline=0)

    def _carry_out(self, operation: Operation) -> None:
        client = self.client
        match operation:
            case EditRemark():
                self._if_there(lambda: client.edit_line_comment(operation.said.id, operation.body))
                self._resolve({operation.said.id} if operation.resolve else set())
            case DeleteRemark():
                self._if_there(lambda: client.delete_line_comment(operation.said.id))
            case DismissReview():
                text = "stelp-ci no longer finds what it asked to change."
                client.dismiss_review(self.target.number, operation.id, text)
            case CreateSummary():
                self._check_login(operation)
            case EditSummary():
                self._edit_summary(operation)
            case DeleteSummary():
                self._if_there(lambda: client.delete_comment(operation.id))
            case PostReview():
                self._review(operation)
            case _:
                assert_never(operation)

    def _if_there(self, send: Callable[[], None]) -> None:
        """Somebody may have deleted the comment since it was read: then there is nothing to do."""
        try:
            send()
        except failure.MissingError as error:
            self.notes.append(f"already gone: {error}")

    def _edit_summary(self, operation: EditSummary) -> None:
        try:
            self.client.edit_comment(operation.id, operation.body)
        except failure.MissingError as error:
            raise failure.UnclearError(f"the summary was deleted meanwhile: {error}") from error

    def _check_login(self, operation: CreateSummary) -> None:
        """The next push looks for comments of this login: another one would make it say everything twice."""
        user = self.client.create_comment(self.target.number, operation.body).user
        if user and user.login != self.login:
            self.notes.append(f"the token posts as {user.login}: pass --posted-as {user.login}")
            self.complete = False

    def _review(self, operation: PostReview) -> None:
        comments = [_comment(remark.anchor, remark.body) for remark in operation.remarks]
        review: dict[str, object] = {
            "commit_id": operation.commit,
            "body": operation.body,
            "event": "REQUEST_CHANGES" if operation.request_changes else "COMMENT",
            "comments": comments,
        }
        self.client.create_review(self.target.number, review)

    def _resolve(self, comments: set[int]) -> None:
        if not comments:
            return
        try:
            resolve_threads(self.client, self.target.repository, self.target.number, comments)
        except failure.ReadOnlyError as error:
            self.notes.append(f"threads were not resolved: {error}; it needs contents: write")


def _comment(anchor: Anchor, body: str) -> dict[str, object]:
    several = {"start_line": anchor.start, "start_side": "RIGHT"} if anchor.start else {}
    return {"path": anchor.path, "line": anchor.line, "side": "RIGHT", "body": body, **several}
