import pytest

from stelp_ci.change.author import CommitMarks, author_of
from stelp_ci.model.change import Author, Certainty

HUMAN = CommitMarks("Ada", "ada@example.org", "Ada", "ada@example.org", "Fix the sum")
USERS = "users.noreply.github.com"


def _by(name: str, email: str) -> CommitMarks:
    return HUMAN._replace(author_name=name, author_email=email)


@pytest.mark.parametrize(
    ("agent", "name", "email"),
    [
        ("Copilot", "copilot-swe-agent[bot]", f"198982749+Copilot@{USERS}"),
        ("Devin", "Devin AI", f"158243242+devin-ai-integration[bot]@{USERS}"),
        ("Claude Code", "Claude", "noreply@anthropic.com"),
        ("Claude Code", "claude[bot]", f"209825114+claude[bot]@{USERS}"),
        ("Cursor", "Cursor Agent", "cursoragent@cursor.com"),
        ("Jules", "google-labs-jules[bot]", f"161369871+google-labs-jules[bot]@{USERS}"),
        ("OpenHands", "openhands", "openhands@all-hands.dev"),
        ("Amazon Q", "Amazon Q", f"208079219+amazon-q-developer[bot]@{USERS}"),
        ("Gemini", "Gemini", f"176961590+gemini-code-assist[bot]@{USERS}"),
    ],
)
def test_an_agents_own_account_is_certain(agent, name, email):
    author = author_of([HUMAN, _by(name, email)])
    assert (author.agent, author.certainty) == (agent, Certainty.CERTAIN)
    assert author.evidence == (f"author {name} <{email}>",)


@pytest.mark.parametrize(
    ("agent", "message"),
    [
        ("Claude Code", "Fix\n\nCo-Authored-By: Claude <noreply@anthropic.com>"),
        ("Claude Code", "Fix\n\nGenerated with [Claude Code](https://example.org)"),
        ("Cursor", "Fix\n\nco-authored-by: Cursor <cursoragent@cursor.com>\n"),
        ("Devin", "Fix\n\nLink to run: https://app.devin.ai/sessions/1"),
        ("Codex", "Fix\n\nhttps://chatgpt.com/codex/tasks/1"),
    ],
)
def test_a_trailer_or_signature_is_likely(agent, message):
    author = author_of([HUMAN._replace(message=message)])
    assert (author.agent, author.certainty) == (agent, Certainty.LIKELY)


@pytest.mark.parametrize(
    ("agent", "branch"), [("Codex", "codex/fix-sum"), ("Copilot", "copilot/fix-1"), ("Claude Code", "Claude/x")]
)
def test_a_branch_with_an_agents_prefix_is_likely(agent, branch):
    author = author_of([HUMAN], branch=branch)
    assert author == Author(agent=agent, certainty=Certainty.LIKELY, evidence=(f"branch {branch}",))


@pytest.mark.parametrize("branch", ["codex", "feature/codex/x", "codexes/x", None, ""])
def test_a_branch_that_only_resembles_a_prefix_says_nothing(branch):
    assert author_of([HUMAN], branch=branch) == Author()


def test_an_editors_trailer_is_no_more_than_a_hint():
    author = author_of([HUMAN._replace(message="Fix\n\nCo-authored-by: Copilot <copilot@github.com>")])
    assert (author.agent, author.certainty) == ("Copilot", Certainty.HINT)


def test_an_unknown_bot_is_a_hint_with_its_name():
    author = author_of([_by("dependabot[bot]", f"49699333+dependabot[bot]@{USERS}")])
    assert (author.agent, author.certainty) == ("dependabot[bot]", Certainty.HINT)


def test_aider_marks_the_names_of_humans():
    author = author_of([_by("Ada (aider)", "ada@example.org")])
    assert (author.agent, author.certainty) == ("Aider", Certainty.LIKELY)


@pytest.mark.parametrize(
    "commit",
    [
        HUMAN,
        HUMAN._replace(committer_name="GitHub", committer_email="noreply@github.com"),
        HUMAN._replace(message="Fix\n\nCo-authored-by: Grace <grace@example.org>"),
        _by("Claude Monet", "claude@example.org"),
        _by("x", "noreply@anthropic.com.example.org"),
        _by("x", f"1+evil@{USERS}"),
    ],
)
def test_humans_are_not_taken_for_agents(commit):
    assert author_of([commit]) == Author()


def test_the_surest_mark_wins_and_all_marks_of_that_agent_are_evidence():
    commits = [
        HUMAN._replace(message="x\n\nCo-authored-by: Copilot <copilot@github.com>"),
        _by("Claude", "noreply@anthropic.com"),
        HUMAN._replace(message="y\n\nCo-Authored-By: Claude <noreply@anthropic.com>"),
    ]
    author = author_of(commits, branch="codex/x")
    assert (author.agent, author.certainty, len(author.evidence)) == ("Claude Code", Certainty.CERTAIN, 2)


def test_evidence_is_bounded():
    commits = [_by(f"Claude {number}", "noreply@anthropic.com") for number in range(100)]
    assert len(author_of(commits).evidence) == 20
