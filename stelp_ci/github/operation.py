"""What can be done on a pull request; a plan is a list of these. There is none that approves."""

from typing import NamedTuple

from stelp_ci.github.anchor import Anchor
from stelp_ci.github.conversation import Said


class NewRemark(NamedTuple):
    """A comment of a review."""

    anchor: Anchor
    key: str
    body: str


class PostReview(NamedTuple):
    """One review of the head `commit` with its comments."""

    commit: str
    body: str
    remarks: tuple[NewRemark, ...]
    request_changes: bool = False


class EditRemark(NamedTuple):
    """Another text for our comment at a line."""

    said: Said
    body: str
    resolve: bool = False


class DeleteRemark(NamedTuple):
    """Our comment at a line goes; nobody answered it."""

    said: Said


class DismissReview(NamedTuple):
    """Our request for changes no longer stands."""

    id: int


class CreateSummary(NamedTuple):
    """The summary, for the first time."""

    body: str


class EditSummary(NamedTuple):
    """The summary, anew."""

    id: int
    body: str


class DeleteSummary(NamedTuple):
    """A second summary, left by two runs at once."""

    id: int


Operation = PostReview | EditRemark | DeleteRemark | DismissReview | CreateSummary | EditSummary | DeleteSummary
