import subprocess
import sys
from pathlib import Path

import pytest

from stelp_ci.change.reader import open_change
from stelp_ci.errors import ChangeError
from stelp_ci.model.report import InputKind, Invocation

NEW = "diff --git a/new.py b/new.py\nnew file mode 100644\n--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+x = 1\n"


@pytest.fixture
def changed(work, opened):
    first = work.commit_tree(
        work.index_tree(
            [("100644", b"a.py", b"x = 1\n"), ("120000", b".stelp.yml", b"a.py"), ("160000", b"s", b"1" * 40)]
        )
    )
    second = work.commit_tree(work.index_tree([("100755", b"a.py", b"x = 2\n"), ("100644", b"\xff", b"?")]), first)
    return opened(base=first, head=second)


def test_each_side_is_read_by_its_name(changed):
    assert (changed.read_base("a.py"), changed.read_head("a.py")) == (b"x = 1\n", b"x = 2\n")
    assert (changed.read_base("\\xff"), changed.read_head("\\xff")) == (None, b"?")


@pytest.mark.parametrize("path", ["missing", "s", ".stelp.yml", "", "/a.py", "../a.py", "a.py/", "a.py\0"])
def test_what_is_no_regular_file_of_the_base_is_not_read(changed, path):
    assert changed.read_base(path) is None


def test_closing_removes_the_temporary_directory_and_leaves_the_trees(work, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    work.write("a.py", "x = 1\n")
    work.commit()
    with open_change(Invocation(input=InputKind.COMMITS, repo=str(work.root))) as reader:
        trees = reader.materialise(tmp_path / "trees")
        assert list((tmp_path / "temporary").iterdir())
    assert list((tmp_path / "temporary").iterdir()) == []
    assert (trees.head.root / "a.py").is_file()


def test_an_error_leaves_no_temporary_directory(work, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    work.write("a.py", "x = 1\n")
    work.commit()
    gone = "--- a/gone.py\n+++ b/gone.py\n@@ -1 +1 @@\n-x\n+y\n"
    with pytest.raises(ChangeError):
        open_change(Invocation(input=InputKind.DIFF, repo=str(work.root), diff=gone))
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_diff_that_only_adds_files_needs_no_repository(tmp_path, opened):
    (tmp_path / "plain").mkdir()
    reader = opened(InputKind.DIFF, repo=tmp_path / "plain", diff=NEW)
    trees = reader.materialise(tmp_path / "trees")
    assert (trees.head.root / "new.py").read_text() == "x = 1\n"
    assert (reader.change.base.commit, list(trees.base.root.iterdir())) == (None, [])


def test_a_diff_that_changes_files_needs_one(tmp_path, opened):
    (tmp_path / "plain").mkdir()
    with pytest.raises(ChangeError, match="not inside a git repository"):
        opened(InputKind.DIFF, repo=tmp_path / "plain", diff=NEW + "--- a/old.py\n+++ b/old.py\n@@ -1 +1 @@\n-x\n+y\n")


def test_a_diff_leaves_the_repository_as_it_was(work, opened, tmp_path):
    work.write("a.py", "x = 1\n")
    work.commit()
    files = {path: path.read_bytes() for path in work.root.rglob("*") if path.is_file()}
    opened(InputKind.DIFF, diff=NEW).materialise(tmp_path / "trees")
    assert {path: path.read_bytes() for path in work.root.rglob("*") if path.is_file()} == files


def test_a_path_of_the_repository_may_hold_any_character(make_work, opened):
    odd = make_work('odd "name" # grüße: \\ back')
    odd.write("a.py", "x = 1\n")
    odd.commit()
    assert opened(repo=odd.root).read_head("a.py") == b"x = 1\n"


def test_importing_the_reader_loads_nothing_heavy(repository_root: Path):
    code = (
        "import sys, stelp_ci.change.reader; "
        "print([name for name in ('git', 'unidiff', 'rich', 'yaml', 'docker') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=repository_root, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
