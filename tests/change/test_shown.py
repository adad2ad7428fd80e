"""The text of the change is git's own, line by line."""

import pytest

from stelp_ci.change import shown

BEFORE = "".join(f"line {number}\n" for number in range(1, 61))
AFTER = BEFORE.replace("line 3\n", "line three\nand a half\n").replace("line 20\n", "").replace("line 58\n", "58\n")
CASES = {
    "edited in three places": (BEFORE, AFTER),
    "added": (None, "x = 1\ny = 2\n"),
    "deleted": ("x = 1\ny = 2\n", None),
    "without a last line end": ("a\nb", "a\nc"),
    "with carriage returns": ("a\r\nb\r\n", "a\r\nc\r\n"),
    "emptied": ("a\nb\n", ""),
}


@pytest.fixture
def change(work, opened):
    def between(base, head):
        sides = ({"a.py": side} if isinstance(side, str) else side or {} for side in (base, head))
        trees = [
            work.index_tree([("100644", name.encode(), text.encode()) for name, text in side.items()]) for side in sides
        ]
        first = work.commit_tree(trees[0])
        return opened(base=first, head=work.commit_tree(trees[1], first))

    return between


def gits_lines(work, base, head):
    options = ("--unified=3", "--diff-algorithm=myers", "--indent-heuristic", "--inter-hunk-context=0")
    patch = work.git("diff", *options, base, head)
    body = patch.split("\n@@ ", 1)[1].split("\n")[1:]
    return [line for line in body if not line.startswith(("@@", "\\"))]


@pytest.mark.parametrize("case", CASES)
def test_the_lines_are_those_that_git_shows(change, work, case):
    reader = change(*CASES[case])
    [file] = reader.shown()
    lines = [line for hunk in file.hunks for line in hunk.lines]
    assert lines == gits_lines(work, reader.change.base.commit, reader.change.head.commit)
    assert (file.path, file.left_out) == ("a.py", 0)
    firsts = [(hunk.base_start, hunk.head_start) for hunk in file.hunks]
    assert firsts == [(hunk.base_start, hunk.head_start) for hunk in reader.change.files[0].hunks]


def test_what_has_no_room_is_counted_and_code_comes_first(change, monkeypatch):
    monkeypatch.setattr(shown, "MAX_LINES", 5)
    monkeypatch.setattr(shown, "MAX_FILE_LINES", 4)
    long = "".join(f"x{number} = 1\n" for number in range(10))
    reader = change({}, {"notes.txt": long, "z.py": long, "z2.py": long})
    found = [(file.path, sum(len(hunk.lines) for hunk in file.hunks), file.left_out) for file in reader.shown()]
    assert found == [("notes.txt", 0, 10), ("z.py", 4, 6), ("z2.py", 1, 9)]


def test_a_long_line_is_cut_and_binary_files_and_links_have_no_text(work, opened):
    entries = [
        ("100644", b"a.py", b"x = '" + "\N{GRINNING FACE}".encode() * 600 + b"'\n"),
        ("100644", b"b.bin", b"\0\1"),
        ("120000", b"c.py", b"a.py"),
        ("100644", b"\xff.py", b"y = 1\n"),
    ]
    first = work.commit_tree(work.index_tree([]))
    reader = opened(base=first, head=work.commit_tree(work.index_tree(entries), first))
    found = {file.path: file.hunks[0].lines[0] for file in reader.shown()}
    assert set(found) == {"a.py", "\\xff.py"}
    assert found["a.py"].endswith("\N{GRINNING FACE} ...") and len(found["a.py"]) == 1 + shown.MAX_WIDTH + 4
