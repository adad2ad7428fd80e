"""The Unicode analyser: what `stelp_ci.scan.unicode.text` finds in changed files, their names and commit messages."""

from collections.abc import Iterator

from stelp_ci.model.finding import Confidence, Fix, Severity
from stelp_ci.scan.analyser import View
from stelp_ci.scan.changed_text import Text, changed_texts
from stelp_ci.scan.hit import Hit, Place, Rule
from stelp_ci.scan.source import Source
from stelp_ci.scan.sources import Side
from stelp_ci.scan.unicode.repair import repaired
from stelp_ci.scan.unicode.strings import long_strings
from stelp_ci.scan.unicode.text import PYTHON, Hidden, hidden_in_line, hidden_in_message, hidden_in_name

NAME = "unicode"
MESSAGE = "commit message"
"""What stands in place of a path where a commit's message is meant."""


def look(view: View) -> Iterator[Hit]:
    """Hidden and deceiving characters of one side. Names and messages are asked of the head alone."""
    for text in changed_texts(view):
        if not all(line.isascii() and line.isprintable() for line in text.lines):
            is_python = text.path.endswith(PYTHON)
            source = view.sources.python(view.side, text.path) if is_python else None
            strings = long_strings(source.tree) if isinstance(source, Source) else None
            found = [
                _hit(text.path, hidden, line)
                for number, line in text.numbered
                for hidden in hidden_in_line(line, number, is_python=is_python, strings=strings)
            ]
            yield from _mended(view, text, found) if view.side is Side.HEAD else found
    if view.side is Side.HEAD:
        yield from _names(view)
        for message in view.job.change.messages:
            for hidden in hidden_in_message(message):
                yield _hit(MESSAGE, hidden, hidden.message)


def _mended(view: View, text: Text, found: list[Hit]) -> Iterator[Hit]:
    """The hits of a file with their repairs. NOTE: GitHub ends the lines of a suggestion with LF."""
    touched = text.file.added_lines & {hit.place.line for hit in found}
    plain = touched and b"\r" not in (view.sources.content(Side.HEAD, text.path) or b"\r")
    lines = repaired(text.path, text.lines, touched) if plain else {}
    for hit in found:
        at = hit.place.line
        yield hit._replace(fix=Fix(start=at, end=at, lines=(lines[at],))) if at in lines else hit


def _names(view: View) -> Iterator[Hit]:
    for file in view.job.change.files:
        if file.head_path is not None and file.head_path != file.base_path:
            for hidden in hidden_in_name(file.head_path):
                yield _hit(file.head_path, hidden, file.head_path)


def _hit(path: str, hidden: Hidden, text: str) -> Hit:
    rule = Rule(
        name=hidden.code,
        severity=Severity(hidden.weight),
        confidence=Confidence.HIGH,
        message=hidden.message,
        cwe=(1007,),
        remedy=hidden.remedy,
        url="https://trojansource.codes",
    )
    return Hit(rule, Place(path, hidden.line, hidden.line, hidden.column, "<module>", text))
