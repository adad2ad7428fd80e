"""`stelp-unicode`: characters that hide or pretend, in added lines and in names."""

import os
from collections.abc import Iterable

from stelp_ci.hook.notice import Notice, Told
from stelp_ci.hook.request import Request
from stelp_ci.hook.staged import Staged, StagedFile
from stelp_ci.scan.unicode.text import Hidden, hidden_in_lines, hidden_in_name


def look(request: Request) -> Told:
    """Every added line and every new name. With `--fix` what is sure to be mended is mended in the work tree."""
    staged = request.staged()
    found = {file: list(_hidden(staged, file)) for file in staged.files if file.head_path is not None}
    notices = [_notice(file.path, hidden) for file, hiddens in found.items() for hidden in hiddens]
    lines = {file: {one.line for one in hiddens if one.code != "file-name"} for file, hiddens in found.items()}
    return Told(notices, notes=_fixed(staged, lines) if request.fix else [])


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


def _fixed(staged: Staged, lines: dict[StagedFile, set[int]]) -> list[str]:
    """Mend the lines in files whose work tree is what is staged: nobody's unstaged work is touched."""
    hiding = {file: numbers for file, numbers in lines.items() if numbers}
    contents = staged.contents(file.head_oid for file in hiding)
    notes: list[str] = []
    for file, numbers in hiding.items():
        place = os.path.join(staged.repository.top, file.path)  # noqa: PTH118 - pathlib is slow to import
        before = contents[file.head_oid]
        if os.path.islink(place) or _read(place) != before:  # noqa: PTH114 - the same
            notes.append(f"{file.path} is not fixed: the work tree differs from what is staged")
            continue
        after, left = _mended(file.path, before, numbers)
        if after != before:
            with open(place, "wb") as stream:  # noqa: PTH123 - the same
                stream.write(after)
            notes.append(f"{file.path} is fixed; read it, and stage it")
        if left:
            notes.append(f"{file.path} is not fixed in line {', '.join(map(str, left))}: {_YOURS}")
    return notes


_YOURS = "what the character does there is yours to say"


def _mended(path: str, content: bytes, numbers: set[int]) -> tuple[bytes, list[int]]:
    """The file with what is sure to be mended in these lines, and the lines that are left as they were."""
    from stelp_ci.scan.unicode.repair import repaired

    whole = content.decode("utf-8", "surrogateescape").split("\n")
    new = repaired(path, [line.removesuffix("\r") for line in whole], numbers)
    for number, line in new.items():
        whole[number - 1] = line + ("\r" if whole[number - 1].endswith("\r") else "")
    return "\n".join(whole).encode("utf-8", "surrogateescape"), sorted(numbers - new.keys())


def _read(place: str) -> bytes | None:
    try:
        with open(place, "rb") as stream:  # noqa: PTH123 - pathlib is slow to import
            return stream.read()
    except OSError:
        return None
