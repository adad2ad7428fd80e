"""`stelp-unicode`: characters that hide or pretend, in added lines and in names."""

import os
from collections.abc import Iterable

from stelp_ci.hook.notice import Notice, Told
from stelp_ci.hook.request import Request
from stelp_ci.hook.staged import Staged, StagedFile
from stelp_ci.scan.unicode.text import Hidden, hidden_in_lines, hidden_in_name


def look(request: Request) -> Told:
    """Every added line and every new name. With `--fix` invisible characters are taken out of the work tree."""
    staged = request.staged()
    found = {file: list(_hidden(staged, file)) for file in staged.files if file.head_path is not None}
    notices = [_notice(file.path, hidden) for file, hiddens in found.items() for hidden in hiddens]
    notes = _fixed(staged, [file for file, hiddens in found.items() if hiddens]) if request.fix else []
    return Told(notices, notes=notes)


def _hidden(staged: Staged, file: StagedFile) -> Iterable[Hidden]:
    if file.has_content and not file.is_binary:
        yield from _in_lines(staged, file)
    if file.head_path != file.base_path and not file.path.isascii():
        yield from hidden_in_name(file.path)


def _in_lines(staged: Staged, file: StagedFile) -> Iterable[Hidden]:
    """NOTE: which lines are strings is asked where a word deceives, because it takes all of the file."""
    found = list(hidden_in_lines(file.path, file.added))
    if all(hidden.code != "homoglyph" for hidden in found):
        return found
    import ast

    from stelp_ci.model.syntax import parse
    from stelp_ci.scan.unicode.strings import long_strings

    tree = parse(staged.contents([file.head_oid])[file.head_oid])
    strings = long_strings(tree) if isinstance(tree, ast.Module) else None
    return hidden_in_lines(file.path, file.added, strings)


def _notice(path: str, hidden: Hidden) -> Notice:
    return Notice(path, hidden.line, f"unicode/{hidden.code}", hidden.message, hidden.remedy)


def _fixed(staged: Staged, files: list[StagedFile]) -> list[str]:
    """Rewrite what is invisible, in files whose work tree is what is staged: nobody's unstaged work is touched."""
    from stelp_ci.scan.unicode.characters import without_suspects

    contents = staged.contents(file.head_oid for file in files)
    notes: list[str] = []
    for file in files:
        place = os.path.join(staged.repository.top, file.path)  # noqa: PTH118 - pathlib is slow to import
        before = contents[file.head_oid]
        if os.path.islink(place) or _read(place) != before:  # noqa: PTH114 - the same
            notes.append(f"{file.path} is not fixed: the work tree differs from what is staged")
            continue
        after = without_suspects(before.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        if after != before:
            with open(place, "wb") as stream:  # noqa: PTH123 - the same
                stream.write(after)
            notes.append(f"{file.path} is fixed; read it, and stage it")
    return notes


def _read(place: str) -> bytes | None:
    try:
        with open(place, "rb") as stream:  # noqa: PTH123 - pathlib is slow to import
            return stream.read()
    except OSError:
        return None
