"""The two pull requests, and their reports as text: in a terminal and as a comment in Markdown."""

from typing import TYPE_CHECKING

from tests.e2e.gallery.changes import Judged

if TYPE_CHECKING:
    from tests.e2e.gallery.page import Seen

_TITLES = {"honest": "The honest change", "dishonest": "The dishonest change"}


def changes(seen: "Seen") -> str:
    """What each pull request says of itself, and what it does."""
    return "## The two pull requests\n" + "".join(map(_change, (seen.honest, seen.dishonest)))


def terminal(seen: "Seen") -> str:
    """The output of the command, from which a reader begins at the bottom."""
    told = "In a terminal the verdict stands at the bottom, where the prompt is: read from there upwards.\n"
    shown = "".join(
        f"\n### {_TITLES[one.pull.name]} in a terminal\n\n{_fenced(one.rendering('terminal.txt'), 'text')}"
        for one in (seen.honest, seen.dishonest)
    )
    return f"## In a terminal\n\n{told}{shown}"


def markdown(seen: "Seen") -> str:
    """The comment on the pull request, as its Markdown is shown."""
    told = "The verdict and what to do come first; the evidence is folded below.\n"
    shown = "".join(f"\n---\n\n{one.rendering('comment.md')}" for one in (seen.honest, seen.dishonest))
    return f"## As a comment on the pull request\n\n{told}{shown}\n---\n"


def _change(judged: Judged) -> str:
    title, _, rest = judged.pull.message.partition("\n")
    said = "\n".join(f"> {line}".rstrip() for line in (f"**{title}**", *rest.strip("\n").splitlines()) if line)
    verdict = f"Exit code {judged.exit_code}, `{judged.report.verdict.decision}`."
    return f"\n### {_TITLES[judged.pull.name]}\n\n{said}\n\n{_fenced(judged.diff, 'diff')}\n{verdict}\n"


def _fenced(text: str, language: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```\n"
