import os
from contextlib import suppress

import pytest

from stelp_ci.change import materialise
from stelp_ci.errors import ChangeError


@pytest.fixture
def trees(work, opened, tmp_path):
    """Both trees of a change between two sets of entries."""

    def make(base, head):
        first = work.commit_tree(work.index_tree(base))
        second = work.commit_tree(work.index_tree(head), first)
        return opened(base=first, head=second).materialise(tmp_path / "trees")

    return make


def _names(root):
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_symlink() or path.is_file())


def test_files_have_their_exact_bytes(trees):
    content = bytes(range(256)) + b"\r\n\r\xff"
    head = trees([], [("100644", b"deep/er/a.bin", content), ("100644", b"empty", b"")]).head.root
    assert (head / "deep/er/a.bin").read_bytes() == content
    assert (head / "empty").read_bytes() == b""


def test_files_are_read_only_and_directories_readable_whatever_the_umask(trees):
    before = os.umask(0o077)
    try:
        root = trees([], [("100644", b"d/a.py", b""), ("100755", b"d/run", b"")]).head.root
    finally:
        os.umask(before)
    modes = {name: oct((root / name).stat().st_mode & 0o7777) for name in ("d", "d/a.py", "d/run")}
    assert modes == {"d": "0o755", "d/a.py": "0o444", "d/run": "0o555"}


def test_both_trees_are_written_and_named(trees, work):
    made = trees([("100644", b"a.py", b"x = 1\n")], [("100644", b"a.py", b"x = 2\n")])
    assert (made.base.root / "a.py").read_text() == "x = 1\n"
    assert (made.head.root / "a.py").read_text() == "x = 2\n"
    assert work.git("ls-tree", "--name-only", made.head.tree) == "a.py"


def test_files_that_did_not_change_are_shared(trees):
    made = trees(
        [("100644", b"a.py", b"x"), ("100644", b"b.py", b"x")], [("100644", b"a.py", b"x"), ("100755", b"b.py", b"x")]
    )
    assert (made.base.root / "a.py").samefile(made.head.root / "a.py")
    assert not (made.base.root / "b.py").samefile(made.head.root / "b.py")
    assert not (made.base.root / "a.py").samefile(made.base.root / "b.py")


def test_a_symlink_that_stays_inside_is_a_symlink(trees):
    head = trees([], [("100644", b"a.py", b"x"), ("120000", b"d/link", b"../a.py")]).head.root
    assert str((head / "d/link").readlink()) == "../a.py"
    assert (head / "d/link").read_text() == "x"


@pytest.mark.parametrize(
    "target", [b"/etc/passwd", b"../outside", b"../../outside", b"here/../../outside", b"", b"x" * 5000, b"loop"]
)
def test_a_symlink_that_leaves_the_tree_is_left_out(trees, target):
    entries = [("100644", b"a.py", b"x"), ("120000", b"loop", target), ("120000", b"here", b".")]
    assert _names(trees([], entries).head.root) == ["a.py", "here"]


def test_no_file_is_written_through_a_symlink(work, opened, tmp_path):
    """A tree that git would not make: `out` is a symlink and a directory at once."""
    outside = tmp_path / "outside"
    outside.mkdir()
    inner = work.raw_tree(("100644", b"evil.py", work.blob(b"x")))
    link = work.blob(os.fsencode(outside))
    first = work.commit_tree(work.index_tree([]))
    second = work.commit_tree(work.raw_tree(("120000", b"out", link), ("40000", b"out", inner)), first)
    with suppress(ChangeError):
        opened(base=first, head=second).materialise(tmp_path / "trees")
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", [b"..", b".", b".git", b".GiT", b"git~1", b".git ", b"a\\..\\b"])
def test_a_name_that_escapes_is_refused_on_either_side(work, opened, tmp_path, name):
    bad = work.commit_tree(work.raw_tree(("100644", name, work.blob(b"x"))))
    good = work.commit_tree(work.index_tree([("100644", b"a.py", b"x")]), bad)
    with pytest.raises(ChangeError):
        opened(base=bad, head=good).materialise(tmp_path / "trees")
    worse = work.commit_tree(work.raw_tree(("100644", name, work.blob(b"x"))), good)
    with pytest.raises(ChangeError):
        opened(base=good, head=worse).materialise(tmp_path / "trees")
    assert not (tmp_path / "trees" / "b").exists()


def test_a_name_with_a_slash_inside_is_refused(work, opened, tmp_path):
    first = work.commit_tree(work.index_tree([]))
    second = work.commit_tree(work.raw_tree(("100644", b"../../evil.py", work.blob(b"x"))), first)
    with pytest.raises(ChangeError):
        opened(base=first, head=second).materialise(tmp_path / "a" / "b" / "trees")
    assert not list(tmp_path.rglob("evil.py"))


def test_submodules_and_git_directories_are_not_written(trees):
    head = trees([], [("160000", b"sub", b"1" * 40), ("100644", b".gitmodules", b"[submodule]\n")]).head.root
    assert _names(head) == [".gitmodules"]


def test_names_that_are_not_utf8_are_written_as_they_are(trees):
    head = trees([], [("100644", b"\xff\xfe.py", b"x")]).head.root
    assert [os.fsencode(path.name) for path in head.iterdir()] == [b"\xff\xfe.py"]


def test_two_names_that_read_the_same_are_an_error(work, opened, tmp_path):
    first = work.commit_tree(work.index_tree([]))
    second = work.commit_tree(work.index_tree([("100644", b"\xff", b"x"), ("100644", b"\\xff", b"x")]), first)
    with pytest.raises(ChangeError, match="two entries"):
        opened(base=first, head=second).materialise(tmp_path / "trees")


def test_a_place_that_is_taken_is_an_error(trees, tmp_path):
    (tmp_path / "trees" / "base").mkdir(parents=True)
    with pytest.raises(ChangeError, match="cannot be written"):
        trees([], [("100644", b"a.py", b"x")])


def test_a_tree_that_is_too_large_is_an_error(trees, monkeypatch):
    monkeypatch.setattr(materialise, "MAX_TREE", 10)
    with pytest.raises(ChangeError, match="takes more than"):
        trees([], [("100644", b"a.py", b"x" * 6), ("100644", b"b.py", b"x" * 5)])


def test_a_tree_that_repeats_itself_without_end_is_an_error(work, opened, monkeypatch, tmp_path):
    monkeypatch.setattr("stelp_ci.change.tree.MAX_ENTRIES", 100)
    tree = work.raw_tree(("100644", b"f", work.blob(b"x")))
    for _ in range(3):
        tree = work.raw_tree(*(("40000", b"d%d" % number, tree) for number in range(10)))
    first = work.commit_tree(work.index_tree([]))
    reader = opened(base=first, head=first)
    bomb = opened(base=first, head=work.commit_tree(tree, first))
    assert reader.change.files == ()
    with pytest.raises(ChangeError, match="entries"):
        bomb.materialise(tmp_path / "trees")
