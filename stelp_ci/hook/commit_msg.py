"""`stelp-commit-msg`: what the message claims against what is staged, and what its text hides."""

from pathlib import Path

from msgspec.structs import replace

from stelp_ci.errors import UsageError
from stelp_ci.hook.ground import open_ground
from stelp_ci.hook.notice import Notice, Told
from stelp_ci.hook.request import Request
from stelp_ci.hook.staged import read_staged
from stelp_ci.probe.claims import read_claims
from stelp_ci.scan.unicode.characters import without_suspects
from stelp_ci.scan.unicode.text import hidden_in_message

MAX_MESSAGE = 1 << 20
"""Bytes of a message that are read."""

_SCISSORS = "# ------------------------ >8 ------------------------"


def look(request: Request) -> Told:
    """Claims that the staged files contradict. `--fix` takes invisible characters out of the message."""
    if len(request.arguments) != 1:
        raise UsageError(
            "the file of the commit message is missing", remedy="stelp-ci hook commit-msg .git/COMMIT_EDITMSG"
        )
    file = Path(request.arguments[0])
    message = _read(file)
    hidden = [
        Notice(file.name, one.line, f"unicode/{one.code}", one.message, one.remedy)
        for one in hidden_in_message(message)
    ]
    notes: list[str] = []
    if hidden and request.fix:
        file.write_text(without_suspects(message), encoding="utf-8", errors="surrogateescape")
        notes.append("the message is fixed")
    return Told([*_claims(request, file.name, message), *hidden], notes=notes)


def _read(file: Path) -> str:
    """The message as git will store it: without comments, and without the diff that `commit -v` shows."""
    try:
        with file.open("rb") as stream:
            text = stream.read(MAX_MESSAGE).decode("utf-8", "surrogateescape")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error}", remedy="name the file of the message") from error
    text = text.partition(_SCISSORS)[0]
    return "\n".join(line for line in text.split("\n") if not line.startswith("#"))


def _claims(request: Request, name: str, message: str) -> list[Notice]:
    staged = read_staged(request.repository, frozenset())
    if not staged.files:
        return []
    with open_ground(staged, units=True) as ground:
        change = replace(ground.change, messages=(message,))
        return [
            Notice(name, 1, "claims/contradicted", f"the message says “{claim.words}”: {claim.measured}", _REMEDY)
            for claims in read_claims(change, ())
            for claim in claims.claims
            if claim.holds is False
        ]


_REMEDY = "say what the change does, or leave out what it does not"
