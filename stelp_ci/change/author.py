"""Who wrote the change, as far as commits and branch tell; every mark is text that its author chose.

How far each mark can be believed: an account is hard to come by accident, a trailer is copied, a word is a hint.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from stelp_ci.model.change import Author, Certainty


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


_ACCOUNTS = (
    ("Copilot", re.compile(r"(198982749\+)?copilot(-swe-agent\[bot\])?@users\.noreply\.github\.com")),
    ("Devin", re.compile(r"(158243242\+)?devin-ai-integration\[bot\]@users\.noreply\.github\.com")),
    ("Claude Code", re.compile(r"no-?reply@anthropic\.com|(209825114\+)?claude\[bot\]@users\.noreply\.github\.com")),
    ("Cursor", re.compile(r"cursoragent@cursor\.com")),
    ("Jules", re.compile(r"(161369871\+)?google-labs-jules\[bot\]@users\.noreply\.github\.com")),
    ("OpenHands", re.compile(r"openhands@all-hands\.dev")),
    (
        "Codex",
        re.compile(r"(\d+\+)?(chatgpt-)?codex(-connector)?\[bot\]@users\.noreply\.github\.com|codex@openai\.com"),
    ),
    ("Amazon Q", re.compile(r"(\d+\+)?amazon-q-developer\[bot\]@users\.noreply\.github\.com")),
    ("Gemini", re.compile(r"(\d+\+)?gemini-(code-assist|cli)\[bot\]@users\.noreply\.github\.com")),
    ("Aider", re.compile(r"aider@aider\.chat|noreply@aider\.chat")),
)
"""Addresses of the agents' own accounts, in lower case; the number before `+` is GitHub's user id."""

_ASSISTANT = re.compile(r"copilot@github\.com|175728472\+copilot@users\.noreply\.github\.com")
"""Added by an editor after one accepted completion: no proof that an agent wrote the change."""

_SIGNATURES = (
    ("Claude Code", re.compile(r"generated with \[?claude code", re.IGNORECASE)),
    ("Devin", re.compile(r"https://app\.devin\.ai/", re.IGNORECASE)),
    ("Codex", re.compile(r"https://chatgpt\.com/codex/", re.IGNORECASE)),
    ("Cursor", re.compile(r"https://cursor\.com/(agents|background-agent)", re.IGNORECASE)),
    ("Jules", re.compile(r"https://jules\.google(\.com)?/", re.IGNORECASE)),
    ("Amazon Q", re.compile(r"generated with \[?amazon q", re.IGNORECASE)),
    ("Gemini", re.compile(r"generated with \[?gemini", re.IGNORECASE)),
)

_BRANCHES = {
    "amazon-q": "Amazon Q",
    "claude": "Claude Code",
    "codex": "Codex",
    "copilot": "Copilot",
    "cursor": "Cursor",
    "devin": "Devin",
    "gemini": "Gemini",
    "jules": "Jules",
    "openhands": "OpenHands",
}

_TRAILER = re.compile(
    r"^(co-authored-by|signed-off-by|assisted-by|generated-by):[ \t]*([^\n<]*)<([^<>\n]*)>", re.I | re.M
)
_BOT = re.compile(r"^(\d+\+)?(?P<name>[\w-]+\[bot\])@users\.noreply\.github\.com$")
_ORDER = (Certainty.CERTAIN, Certainty.LIKELY, Certainty.HINT)
_MAX_EVIDENCE = 20


def author_of(commits: Sequence[CommitMarks], *, branch: str | None = None) -> Author:
    """The agent with the surest mark, and every mark of that agent; `Author()` where there is none.

    An agent's own account as author or committer is certain, its trailer, signature or branch is likely, an unknown
    `[bot]` and an assistant's trailer are hints.
    """
    marks = list(dict.fromkeys((*_branch_marks(branch), *_commit_marks(commits))))
    if not marks:
        return Author()
    surest = min(marks, key=lambda mark: _ORDER.index(mark.certainty))
    evidence = tuple(mark.evidence for mark in marks if mark.agent == surest.agent)
    return Author(agent=surest.agent, certainty=surest.certainty, evidence=evidence[:_MAX_EVIDENCE])


def _branch_marks(branch: str | None) -> Iterator[_Mark]:
    prefix, slash, _ = (branch or "").casefold().partition("/")
    agent = _BRANCHES.get(prefix)
    if slash and agent:
        yield _Mark(agent, Certainty.LIKELY, f"branch {branch}")


def _commit_marks(commits: Iterable[CommitMarks]) -> Iterator[_Mark]:
    for commit in commits:
        yield from _person("author", commit.author_name, commit.author_email)
        yield from _person("committer", commit.committer_name, commit.committer_email)
        for trailer, name, email in _TRAILER.findall(commit.message):
            yield from _trailer(trailer, name, email)
        for agent, signature in _SIGNATURES:
            if found := signature.search(commit.message):
                yield _Mark(agent, Certainty.LIKELY, f"message says {found.group()}")


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
    if _ASSISTANT.fullmatch(email.casefold()):
        yield _Mark("Copilot", Certainty.HINT, evidence)
    elif agent := _account(email):
        yield _Mark(agent, Certainty.LIKELY, evidence)


def _account(email: str) -> str | None:
    lowered = email.casefold()
    return next((agent for agent, pattern in _ACCOUNTS if pattern.fullmatch(lowered)), None)
