"""Events as GitHub writes them, and whom each one names as the author of its change."""

import json
from typing import NamedTuple

import pytest

from stelp_ci.change.author import CommitMarks, author_of
from stelp_ci.change.event import MAX_BYTES, MAX_TEXT, read_event
from stelp_ci.errors import ChangeError
from stelp_ci.model.change import Author, Certainty
from stelp_ci.model.origin import Account
from stelp_ci.model.settings import OwnAgent

HEAD, BASE = "a" * 40, "b" * 40
REPOSITORY = {"full_name": "acme/parcel"}
NOREPLY = "users.noreply.github.com"


class Event(NamedTuple):
    """A pull request, with the commits behind it."""

    user: tuple[int, str, str] = (501, "ada", "User")
    branch: str = "fix-sum"
    title: str = "Fix the sum"
    body: str | None = "It was wrong."
    author: tuple[str, str] = ("Ada", "ada@example.org")
    committer: tuple[str, str] = ("GitHub", "noreply@github.com")
    message: str = "Fix the sum"
    actor: str = "ada"


def payload(event: Event, **more: object) -> bytes:
    """What stands in GITHUB_EVENT_PATH, with much that nobody reads."""
    identity, login, kind = event.user
    pull = {
        "number": 7,
        "title": event.title,
        "body": event.body,
        "user": {"id": identity, "login": login, "type": kind, "site_admin": False},
        "head": {"sha": HEAD, "ref": event.branch, "repo": {"full_name": "ada/parcel", "fork": True}},
        "base": {"sha": BASE, "ref": "main", "repo": REPOSITORY},
        "draft": False,
    }
    sender = {"id": 1, "login": event.actor, "type": "Bot" if event.actor.endswith("[bot]") else "User"}
    return json.dumps(
        {"action": "opened", "pull_request": pull, "repository": REPOSITORY, "sender": sender} | more
    ).encode()


def attributed(event: Event, *own: OwnAgent) -> tuple[str | None, str]:
    """The agent and how sure that is."""
    commit = CommitMarks(*event.author, *event.committer, event.message)
    author = author_of([commit], origin=read_event("pull_request", payload(event)), own=own)
    return author.agent, author.certainty.value


BY_ID = [
    ((198982749, "Copilot", "Bot"), "Copilot"),
    ((158243242, "devin-ai-integration[bot]", "Bot"), "Devin"),
    ((209825114, "claude[bot]", "Bot"), "Claude Code"),
    ((161369871, "google-labs-jules[bot]", "Bot"), "Jules"),
    ((199175422, "chatgpt-codex-connector[bot]", "Bot"), "Codex"),
    ((206951365, "cursor[bot]", "Bot"), "Cursor"),
    ((208079219, "amazon-q-developer[bot]", "Bot"), "Amazon Q"),
    ((176961590, "gemini-code-assist[bot]", "Bot"), "Gemini"),
    ((158243242, "devin-was-renamed[bot]", "Bot"), "Devin"),
    ((198982749, "somebody-new", "User"), "Copilot"),
]
BY_LOGIN = [
    ("copilot-swe-agent[bot]", "Copilot"),
    ("devin-ai-integration[bot]", "Devin"),
    ("claude[bot]", "Claude Code"),
    ("google-labs-jules[bot]", "Jules"),
    ("chatgpt-codex-connector[bot]", "Codex"),
    ("cursor[bot]", "Cursor"),
    ("amazon-q-developer[bot]", "Amazon Q"),
    ("gemini-cli[bot]", "Gemini"),
    ("openhands-ai[bot]", "OpenHands"),
]
BY_COMMIT_AUTHOR = [
    (("copilot-swe-agent[bot]", f"198982749+Copilot@{NOREPLY}"), "Copilot"),
    (("Devin AI", f"158243242+devin-ai-integration[bot]@{NOREPLY}"), "Devin"),
    (("Claude", "noreply@anthropic.com"), "Claude Code"),
    (("Claude", "no-reply@anthropic.com"), "Claude Code"),
    (("Cursor Agent", "cursoragent@cursor.com"), "Cursor"),
    (("google-labs-jules[bot]", f"161369871+google-labs-jules[bot]@{NOREPLY}"), "Jules"),
    (("openhands", "openhands@all-hands.dev"), "OpenHands"),
    (("codex", f"199175422+chatgpt-codex-connector[bot]@{NOREPLY}"), "Codex"),
    (("Amazon Q", f"208079219+amazon-q-developer[bot]@{NOREPLY}"), "Amazon Q"),
    (("Gemini", f"176961590+gemini-code-assist[bot]@{NOREPLY}"), "Gemini"),
    (("aider", "aider@aider.chat"), "Aider"),
]
BY_TRAILER = [
    ("Co-Authored-By: Claude <noreply@anthropic.com>", "Claude Code"),
    ("Co-authored-by: Cursor <cursoragent@cursor.com>", "Cursor"),
    ("Co-authored-by: openhands <openhands@all-hands.dev>", "OpenHands"),
    (f"Co-authored-by: x <199175422+chatgpt-codex-connector[bot]@{NOREPLY}>", "Codex"),
    (f"Co-authored-by: Copilot <198982749+Copilot@{NOREPLY}>", "Copilot"),
]
BY_BRANCH = [
    ("codex/fix-sum", "Codex"),
    ("copilot/fix-1", "Copilot"),
    ("cursor/fix-2", "Cursor"),
    ("devin/1720000000-fix", "Devin"),
    ("claude/fix-3", "Claude Code"),
    ("jules/fix-4", "Jules"),
    ("openhands/fix-5", "OpenHands"),
    ("amazon-q/fix-6", "Amazon Q"),
    ("gemini/fix-7", "Gemini"),
]
BY_BODY = [
    ("Generated with [Claude Code](https://example.org)", "Claude Code"),
    ("Link to run: https://app.devin.ai/sessions/1", "Devin"),
    ("https://chatgpt.com/codex/tasks/task_1", "Codex"),
    ("https://cursor.com/background-agent?bcId=1", "Cursor"),
    ("PR created by https://jules.google.com/task/1", "Jules"),
    ("Automatic fix by OpenHands", "OpenHands"),
]
HINTS = [
    (Event(user=(49699333, "dependabot[bot]", "Bot")), "dependabot[bot]"),
    (Event(user=(29139614, "renovate[bot]", "Bot")), "renovate[bot]"),
    (Event(user=(900, "Claude[bot]x", "Bot")), "Claude[bot]x"),
    (Event(author=("x", f"1+acme-bot[bot]@{NOREPLY}")), "acme-bot[bot]"),
    (Event(message="x\n\nCo-authored-by: Copilot <copilot@github.com>"), "Copilot"),
    (Event(message=f"x\n\nCo-authored-by: Copilot <175728472+Copilot@{NOREPLY}>"), "Copilot"),
]
PEOPLE = [
    Event(),
    Event(user=(502, "claude", "User")),
    Event(user=(503, "devin", "User"), author=("Devin Smith", "devin@example.org")),
    Event(user=(504, "Copilot", "User")),
    Event(user=(505, "devin-ai-integration", "User")),
    Event(user=(506, "claude[bot]", "User")),
    Event(author=("Claude Monet", "claude@example.org")),
    Event(author=("x", "noreply@anthropic.com.example.org")),
    Event(author=("x", "xcursoragent@cursor.com")),
    Event(message="Fix\n\nCo-authored-by: Grace <grace@example.org>"),
    Event(message="Explain why Co-Authored-By: Claude <noreply@anthropic.com> is a mark"),
    Event(branch="codex"),
    Event(branch="feature/codex/x"),
    Event(branch="codexes/x"),
    Event(branch="users/devin/x"),
    Event(body=None),
    Event(body="We talked about Claude Code and Devin, and https://chatgpt.com/ as such."),
    Event(actor="devin-ai-integration[bot]"),
    Event(actor="Copilot"),
    Event(committer=("GitHub", "noreply@github.com")),
]
TABLE = [
    *((Event(user=user), agent, Certainty.CERTAIN) for user, agent in BY_ID),
    *((Event(user=(900, login, "Bot")), agent, Certainty.LIKELY) for login, agent in BY_LOGIN),
    *((Event(author=author), agent, Certainty.CERTAIN) for author, agent in BY_COMMIT_AUTHOR),
    *((Event(message=f"Fix\n\n{text}"), agent, Certainty.LIKELY) for text, agent in BY_TRAILER),
    *((Event(branch=branch), agent, Certainty.LIKELY) for branch, agent in BY_BRANCH),
    *((Event(body=body), agent, Certainty.LIKELY) for body, agent in BY_BODY),
    (Event(author=("Ada (aider)", "ada@example.org")), "Aider", Certainty.LIKELY),
    *((event, agent, Certainty.HINT) for event, agent in HINTS),
    *((event, None, Certainty.NONE) for event in PEOPLE),
]


@pytest.mark.parametrize(("event", "agent", "certainty"), TABLE)
def test_every_author_is_named_with_the_right_certainty(event: Event, agent: str | None, certainty: Certainty) -> None:
    assert attributed(event) == (agent, certainty)


def test_the_table_has_at_least_sixty_events() -> None:
    assert len(TABLE) >= 60
    assert {agent for _, agent, _ in TABLE if agent} >= {
        "Copilot", "Codex", "Devin", "Claude Code", "Cursor", "Jules", "OpenHands", "Aider", "Amazon Q", "Gemini"
    }  # fmt: skip


def test_a_mark_that_somebody_pastes_can_only_add() -> None:
    spoofed = Event(user=(158243242, "devin-ai-integration[bot]", "Bot"), body="Generated with Claude Code")
    assert attributed(spoofed) == ("Devin", "certain")


@pytest.mark.parametrize(
    ("event", "certainty"),
    [
        (Event(user=(77, "acme-coder", "User")), "certain"),
        (Event(author=("x", "Coder@Acme.example")), "likely"),
        (Event(branch="coder/fix"), "likely"),
        (Event(body="made by acme coder"), "likely"),
        (Event(user=(78, "acme-coder", "User"), branch="x/coder/fix"), "none"),
    ],
)
def test_a_project_can_name_its_own_agents(event: Event, certainty: str) -> None:
    own = OwnAgent(
        name="Acme", user_ids=(77,), emails=("coder@acme.example",), branches=("coder/",), texts=("acme coder",)
    )
    assert attributed(event, own) == ("Acme" if certainty != "none" else None, certainty)


def test_the_projects_patterns_take_nothing_away() -> None:
    own = OwnAgent(name="A person", branches=("copilot/",))
    assert attributed(Event(user=(198982749, "Copilot", "Bot"), branch="copilot/x"), own) == ("Copilot", "certain")


def test_a_pull_request_names_its_commits_and_its_author() -> None:
    origin = read_event("pull_request", payload(Event()))
    assert (origin.head, origin.base, origin.number, origin.branch) == (HEAD, BASE, 7, "fix-sum")
    assert (origin.repository, origin.head_repository) == ("acme/parcel", "ada/parcel")
    assert origin.account == Account(id=501, login="ada")


def test_a_deleted_fork_and_a_ghost_are_no_obstacle() -> None:
    found = json.loads(payload(Event()))
    found["pull_request"]["user"] = found["pull_request"]["head"]["repo"] = None
    origin = read_event("pull_request", json.dumps(found).encode())
    assert (origin.account, origin.head_repository) == (None, "")


def test_a_long_description_is_cut() -> None:
    origin = read_event("pull_request", payload(Event(body="x" * (MAX_TEXT + 1))))
    assert len(origin.body) == MAX_TEXT


def test_a_merge_group_is_judged_against_its_base() -> None:
    group = {"head_sha": HEAD, "base_sha": BASE, "head_ref": "refs/heads/gh-readonly-queue/main/pr-7-x"}
    origin = read_event("merge_group", json.dumps({"merge_group": group, "repository": REPOSITORY}).encode())
    assert (origin.head, origin.base, origin.branch) == (HEAD, BASE, "")


@pytest.mark.parametrize(("before", "base"), [(BASE, BASE), ("0" * 40, None)])
def test_a_push_is_judged_against_what_was_there(before: str, base: str | None) -> None:
    event = {"after": HEAD, "before": before, "ref": "refs/heads/codex/x", "repository": REPOSITORY}
    origin = read_event("push", json.dumps(event).encode())
    assert (origin.head, origin.base, origin.branch) == (HEAD, base, "codex/x")


def test_a_dispatched_run_judges_its_own_commit() -> None:
    event = json.dumps({"ref": "refs/heads/topic", "repository": REPOSITORY}).encode()
    assert read_event("workflow_dispatch", event, commit=HEAD).head == HEAD
    with pytest.raises(ChangeError, match="names no commit"):
        read_event("workflow_dispatch", event, commit="main")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pull_request_target", "secrets"),
        ("workflow_run", "artifact"),
        ("issues", "names no change"),
        ("pull_request\n::error::x", "names no change"),
    ],
)
def test_an_event_that_must_not_be_judged_is_refused_with_what_to_do(name: str, words: str) -> None:
    with pytest.raises(ChangeError, match=words) as caught:
        read_event(name, payload(Event()))
    assert caught.value.remedy


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff",
        b'{"pull_request": {}}',
        b'{"a":' * 100_000,
        payload(Event()).replace(HEAD.encode(), b"--upload-pack=x"),
        payload(Event()).replace(b'"number": 7', b'"number": "7"'),
        b" " * (MAX_BYTES + 1),
    ],
)
def test_a_file_that_is_no_event_is_refused(content: bytes) -> None:
    with pytest.raises(ChangeError):
        read_event("pull_request", content)


def test_a_deleted_branch_has_nothing_to_judge() -> None:
    event = {"after": "0" * 40, "before": BASE, "ref": "refs/heads/x", "repository": REPOSITORY}
    with pytest.raises(ChangeError, match="deleted"):
        read_event("push", json.dumps(event).encode())


def test_nobody_is_named_without_any_mark() -> None:
    assert author_of([]) == Author()
