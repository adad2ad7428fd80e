"""Who wrote the change, as far as event, commits and branch tell; every mark is text that its author chose.

How far each mark can be believed: an account is hard to come by accident, a trailer is copied, a word is a hint.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from stelp_ci.change.agents import ACCOUNT_IDS, ADDRESSES, ASSISTANT, BOT_LOGINS, BRANCHES, SIGNATURES
from stelp_ci.model.change import Author, Certainty
from stelp_ci.model.origin import Account, Origin
from stelp_ci.model.settings import OwnAgent


class CommitMarks(NamedTuple):
    """What one commit says about its origin."""

    author_name: str
    author_email: str
    committer_name: str
    committer_email: str
    message: str


class _Mark(NamedTuple):
    agent: str
    certainty: Certainty
    evidence: str


_TRAILER = re.compile(
    r"^(co-authored-by|signed-off-by|assisted-by|generated-by):[ \t]*([^\n<]*)<([^<>\n]*)>", re.I | re.M
)
_BOT = re.compile(r"^(\d+\+)?(?P<name>[\w-]+\[bot\])@users\.noreply\.github\.com$")
_ORDER = (Certainty.CERTAIN, Certainty.LIKELY, Certainty.HINT)
_MAX_EVIDENCE = 20


def author_of(
    commits: Sequence[CommitMarks],
    *,
    branch: str | None = None,
    origin: Origin | None = None,
    own: Sequence[OwnAgent] = (),
) -> Author:
    """The agent with the surest mark, and every mark of that agent; `Author()` where there is none.

    The number of an agent's own account is certain, and so is its address as author or committer. Its login, trailer,
    signature or branch is likely; an unknown `[bot]` and an assistant's trailer are hints. `own` are the project's
    patterns, which are likely. Who pushed or started the run (`github.actor`) does not count.
    """
    branch = origin.branch if origin and origin.branch else branch
    found = (
        *_origin_marks(origin),
        *_branch_marks(branch),
        *_commit_marks(commits),
        *_own_marks(commits, branch, origin, own),
    )
    marks = list(dict.fromkeys(found))
    if not marks:
        return Author()
    surest = min(marks, key=lambda mark: _ORDER.index(mark.certainty))
    evidence = tuple(mark.evidence for mark in marks if mark.agent == surest.agent)
    return Author(agent=surest.agent, certainty=surest.certainty, evidence=evidence[:_MAX_EVIDENCE])


def _origin_marks(origin: Origin | None) -> Iterator[_Mark]:
    if origin is None:
        return
    if origin.account:
        yield from _opener(origin.account)
    for agent, signature in SIGNATURES:
        if found := signature.search(f"{origin.title}\n{origin.body}"):
            yield _Mark(agent, Certainty.LIKELY, f"pull request says {found.group()}")


def _opener(account: Account) -> Iterator[_Mark]:
    """NOTE: a login alone can be given up and taken by others, and proves less than the number."""
    evidence = f"opened by {account.login} ({account.type}, id {account.id})"
    if agent := ACCOUNT_IDS.get(account.id):
        yield _Mark(agent, Certainty.CERTAIN, evidence)
    elif account.type == "Bot":
        agent = BOT_LOGINS.get(account.login.casefold())
        yield _Mark(agent or account.login, Certainty.LIKELY if agent else Certainty.HINT, evidence)


def _branch_marks(branch: str | None) -> Iterator[_Mark]:
    prefix, slash, _ = (branch or "").casefold().partition("/")
    agent = BRANCHES.get(prefix)
    if slash and agent:
        yield _Mark(agent, Certainty.LIKELY, f"branch {branch}")


def _commit_marks(commits: Iterable[CommitMarks]) -> Iterator[_Mark]:
    for commit in commits:
        yield from _person("author", commit.author_name, commit.author_email)
        yield from _person("committer", commit.committer_name, commit.committer_email)
        for trailer, name, email in _TRAILER.findall(commit.message):
            yield from _trailer(trailer, name, email)
        for agent, signature in SIGNATURES:
            if found := signature.search(commit.message):
                yield _Mark(agent, Certainty.LIKELY, f"message says {found.group()}")


def _own_marks(
    commits: Sequence[CommitMarks], branch: str | None, origin: Origin | None, own: Sequence[OwnAgent]
) -> Iterator[_Mark]:
    addresses = {email.casefold() for commit in commits for email in (commit.author_email, commit.committer_email)}
    texts = [commit.message for commit in commits] + ([origin.title, origin.body] if origin else [])
    account = origin.account if origin else None
    for agent in own:
        if account and account.id in agent.user_ids:
            yield _Mark(agent.name, Certainty.CERTAIN, f"opened by {account.login} (id {account.id})")
        for email in sorted(addresses & {email.casefold() for email in agent.emails}):
            yield _Mark(agent.name, Certainty.LIKELY, f"commits by {email}")
        for prefix in agent.branches:
            if branch and branch.startswith(prefix):
                yield _Mark(agent.name, Certainty.LIKELY, f"branch {branch}")
        for words in agent.texts:
            if any(words in text for text in texts):
                yield _Mark(agent.name, Certainty.LIKELY, f"text says {words}")


def _person(role: str, name: str, email: str) -> Iterator[_Mark]:
    evidence = f"{role} {name} <{email}>"
    if agent := _account(email):
        yield _Mark(agent, Certainty.CERTAIN, evidence)
    elif name.casefold().endswith("(aider)"):
        yield _Mark("Aider", Certainty.LIKELY, evidence)
    elif bot := _BOT.match(email):
        yield _Mark(bot["name"], Certainty.HINT, evidence)


def _trailer(trailer: str, name: str, email: str) -> Iterator[_Mark]:
    evidence = f"{trailer}: {name.strip()} <{email}>"
    if ASSISTANT.fullmatch(email.casefold()):
        yield _Mark("Copilot", Certainty.HINT, evidence)
    elif agent := _account(email):
        yield _Mark(agent, Certainty.LIKELY, evidence)


def _account(email: str) -> str | None:
    lowered = email.casefold()
    return next((agent for agent, pattern in ADDRESSES if pattern.fullmatch(lowered)), None)
