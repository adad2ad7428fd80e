"""What a change does to files, as real git sees it."""

import pytest

from stelp_ci.errors import ChangeError
from stelp_ci.model.change import ChangeKind, EntryKind
from stelp_ci.model.file_role import FileRole

SOURCE = "def f():\n    return 1\n\n\ndef g():\n    return 2\n\n\ndef h():\n    return 3\n"


@pytest.fixture
def between(work, opened):
    """The change from one set of entries (mode, name, content) to another, without any work tree."""

    def compare(base, head):
        first = work.commit_tree(work.index_tree(base))
        second = work.commit_tree(work.index_tree(head), first)
        return opened(base=first, head=second).change

    return compare


def _only(change):
    assert len(change.files) == 1
    return change.files[0]


def test_a_rename_with_an_edit_is_one_file(between, units_of):
    edited = SOURCE.replace("return 2", "return 9")
    change = between([("100644", b"old.py", SOURCE.encode())], [("100644", b"new.py", edited.encode())])
    file = _only(change)
    assert (file.kind, file.base_path, file.head_path) == (ChangeKind.RENAMED, "old.py", "new.py")
    assert units_of(change) == {"g": "modified"}


def test_a_binary_file_has_no_hunks(between):
    file = _only(between([("100644", b"a.bin", b"\0\1\n\2")], [("100644", b"a.bin", b"\0\1\n\3")]))
    assert (file.is_binary, file.hunks, file.is_python) == (True, (), False)


def test_a_renamed_binary_file_is_binary(between):
    file = _only(between([("100644", b"a.bin", b"\0\1\n\2" * 50)], [("100644", b"b.bin", b"\0\1\n\2" * 50)]))
    assert (file.kind, file.is_binary) == (ChangeKind.RENAMED, True)


def test_python_with_nul_bytes_is_binary_and_unreadable_and_still_has_hunks(between):
    file = _only(between([("100644", b"a.py", b"x = 1\n")], [("100644", b"a.py", b"x = 1\n\0import os\n")]))
    assert (file.is_binary, file.added_lines) == (True, frozenset({2}))
    assert file.unreadable is not None
    assert file.unreadable.line == 2


@pytest.mark.parametrize("line", ["*.py -diff", "*.py binary", "* -text -diff", "*.py diff=odd", "[attr]b -diff\n* b"])
def test_attributes_of_the_head_do_not_hide_hunks(between, line):
    attributes = ("100644", b".gitattributes", line.encode() + b"\n")
    change = between([("100644", b"a.py", b"x = 1\n")], [attributes, ("100644", b"a.py", b"x = 2\n")])
    file = change.file("a.py")
    assert file is not None
    assert (file.added_lines, file.is_binary) == (frozenset({1}), False)


def test_a_mode_change_is_said(between):
    file = _only(between([("100644", b"a.py", b"x = 1\n")], [("100755", b"a.py", b"x = 1\n")]))
    assert (file.mode_changed, file.entry, file.hunks, file.units) == (True, EntryKind.EXECUTABLE, (), ())


def test_a_file_that_becomes_a_symlink_loses_its_units(between, units_of):
    change = between([("100644", b"a.py", SOURCE.encode())], [("120000", b"a.py", b"/etc/passwd")])
    file = _only(change)
    assert (file.entry, file.is_python, file.mode_changed) == (EntryKind.SYMLINK, False, True)
    assert units_of(change) == {"f": "deleted", "g": "deleted", "h": "deleted"}


def test_a_symlink_that_becomes_a_file_has_new_units(between, units_of):
    change = between([("120000", b"a.py", b"b.py")], [("100644", b"a.py", SOURCE.encode())])
    assert _only(change).is_python
    assert units_of(change) == {"f": "added", "g": "added", "h": "added"}


def test_a_submodule_is_an_entry_without_hunks(between):
    file = _only(between([("160000", b"sub", b"1" * 40)], [("160000", b"sub", b"2" * 40)]))
    assert (file.entry, file.hunks, file.role) == (EntryKind.SUBMODULE, (), FileRole.OTHER)


def test_a_submodule_that_becomes_a_file_is_read(between):
    file = _only(between([("160000", b"sub.py", b"1" * 40)], [("100644", b"sub.py", b"x = 1\n")]))
    assert (file.entry, file.is_python) == (EntryKind.FILE, True)


def test_names_may_be_any_bytes(between):
    names = [b"gr\xc3\xbc\xc3\x9fe.py", b"\xff.py", b'quo"te.py', b"tab\there.py", b"line\nbreak.py", b" space .py"]
    change = between([], [("100644", name, b"x = 1\n") for name in names])
    assert {file.head_path for file in change.files} == {
        "grüße.py",
        "\\xff.py",
        'quo"te.py',
        "tab\there.py",
        "line\nbreak.py",
        " space .py",
    }
    assert all(file.added_lines == {1} for file in change.files)


def test_a_name_that_forges_a_patch_stays_a_name(between):
    name = b"x.py\ndiff --git a/y.py b/y.py\n@@ -0,0 +1 @@\n+evil"
    file = _only(between([], [("100644", name, b"")]))
    assert (file.head_path, file.hunks) == (name.decode(), ())


def test_crlf_is_part_of_the_line(between, units_of):
    change = between(
        [("100644", b"a.py", b"def f():\r\n    return 1\r\n")], [("100644", b"a.py", b"def f():\n    return 1\n")]
    )
    assert _only(change).added_lines == {1, 2}
    assert units_of(change) == {}


def test_a_missing_line_end_is_a_changed_line(between):
    file = _only(between([("100644", b"a.py", b"x = 1\n")], [("100644", b"a.py", b"x = 1")]))
    assert [(hunk.added, hunk.removed) for hunk in file.hunks] == [((1,), (1,))]


def test_a_script_without_suffix_is_python_by_its_first_line(between):
    change = between([], [("100755", b"run", b"#!/usr/bin/env python3\nx = 1\n"), ("100755", b"go", b"#!/bin/sh\n")])
    assert {file.path: file.is_python for file in change.files} == {"run": True, "go": False}


def test_equal_trees_are_an_empty_change(between):
    assert between([("100644", b"a.py", b"x = 1\n")], [("100644", b"a.py", b"x = 1\n")]).files == ()


def test_code_that_moves_to_another_file_is_renamed(between, units_of):
    kept, moved = "def keep():\n    return 1\n", "def go(value):\n    total = value + 1\n    return total * value\n"
    change = between(
        [("100644", b"a.py", (kept + moved).encode())],
        [("100644", b"a.py", kept.encode()), ("100644", b"b.py", b"import a\n\n\n" + moved.encode())],
    )
    assert units_of(change) == {"<module>": "added", "go": "renamed"}
    arrived = change.files[1].units[1]
    assert arrived.base is not None
    assert arrived.head is not None
    assert (arrived.base.path, arrived.head.path) == ("a.py", "b.py")


def test_small_code_that_is_the_same_by_chance_has_not_moved(between, units_of):
    change = between(
        [("100644", b"a.py", b"x = 1\ndef f(): return None\n")],
        [("100644", b"a.py", b"x = 1\n"), ("100644", b"b.py", b"def g(): return None\n")],
    )
    assert units_of(change) == {"f": "deleted", "g": "added"}


def test_a_tree_with_a_git_directory_is_refused(work, opened):
    inner = work.raw_tree(("100644", b"config", work.blob(b"[core]\n")))
    first = work.commit_tree(work.index_tree([]))
    second = work.commit_tree(work.raw_tree(("40000", b".GIT", inner)), first)
    with pytest.raises(ChangeError, match="refused"):
        opened(base=first, head=second)


def test_a_large_change_has_all_its_files(between):
    base = [("100644", b"d%d/m%d.py" % (number % 50, number), b"def f():\n    return 1\n") for number in range(3000)]
    head = [(mode, name, content.replace(b"1", b"2")) for mode, name, content in base]
    change = between(base, head)
    assert len(change.files) == 3000
    assert all(len(file.hunks) == 1 and len(file.units) == 1 for file in change.files)


def test_a_long_file_has_all_its_lines(between):
    lines = [b"x%d = %d\n" % (number, number) for number in range(20_000)]
    file = _only(between([], [("100644", b"a.py", b"".join(lines))]))
    assert len(file.added_lines) == 20_000
