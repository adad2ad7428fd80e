import os
import sys

import pytest

from stelp_ci.errors import ChangeError
from stelp_ci.model.report import InputKind


@pytest.fixture
def started(work):
    work.write("a.py", "x = 1\n")
    work.write("b.py", "y = 1\n")
    work.commit("first")
    return work


def _staged(opened, **where):
    return opened(InputKind.STAGED, **where)


def _state(work) -> dict[str, bytes]:
    """Everything in the repository, byte by byte."""
    root = work.root / ".git"
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_only_what_is_staged_is_judged(started, opened):
    started.write("a.py", "x = 'staged'\n")
    started.git("add", "a.py")
    started.write("a.py", "x = 'later'\n")
    started.write("b.py", "y = 'not staged'\n")
    reader = _staged(opened)
    assert [file.path for file in reader.change.files] == ["a.py"]
    assert reader.read_head("a.py") == b"x = 'staged'\n"
    assert reader.read_base("a.py") == b"x = 1\n"
    assert (reader.change.base.label, reader.change.head.label) == ("HEAD", "staged")


def test_the_repository_is_not_altered(started, opened, tmp_path):
    started.write("c.py", "z = 1\n")
    started.git("add", "c.py")
    before = _state(started)
    _staged(opened).materialise(tmp_path / "trees")
    assert _state(started) == before


@pytest.mark.usefixtures("started")
def test_nothing_staged_is_an_empty_change(opened):
    assert _staged(opened).change.files == ()


def test_a_first_commit_is_judged_against_nothing(work, opened):
    work.write("a.py", "x = 1\n")
    work.git("add", "a.py")
    change = _staged(opened).change
    assert ([file.kind.value for file in change.files], change.base.commit) == (["added"], None)


@pytest.mark.usefixtures("work")
def test_a_repository_without_index_is_an_empty_change(opened):
    assert _staged(opened).change.files == ()


def test_a_staged_deletion_and_a_mode_are_seen(started, opened):
    started.git("rm", "--quiet", "--cached", "b.py")
    started.git("update-index", "--chmod=+x", "a.py")
    change = _staged(opened).change
    assert {file.path: file.kind.value for file in change.files} == {"a.py": "modified", "b.py": "deleted"}


def test_a_file_only_announced_is_not_staged(started, opened):
    started.write("c.py", "z = 1\n")
    started.git("add", "--intent-to-add", "c.py")
    assert _staged(opened).change.files == ()


def test_unmerged_entries_are_an_error(started, opened):
    started.git("switch", "--quiet", "--create", "other")
    started.write("a.py", "x = 2\n")
    started.commit("other")
    started.git("switch", "--quiet", "main")
    started.write("a.py", "x = 3\n")
    started.commit("ours")
    with pytest.raises(AssertionError):
        started.git("merge", "--quiet", "other")
    with pytest.raises(ChangeError, match="unmerged") as caught:
        _staged(opened)
    assert "resolve" in caught.value.remedy


def test_a_split_index_is_read(started, opened):
    started.git("update-index", "--split-index")
    started.write("a.py", "x = 2\n")
    started.git("add", "a.py")
    assert [file.path for file in _staged(opened).change.files] == ["a.py"]


def test_a_linked_work_tree_has_its_own_index(started, opened, tmp_path):
    started.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    (tmp_path / "linked" / "a.py").write_text("x = 9\n")
    started.git("-C", str(tmp_path / "linked"), "add", "a.py")
    assert _staged(opened).change.files == ()
    assert [file.path for file in _staged(opened, repo=tmp_path / "linked").change.files] == ["a.py"]


def test_a_broken_index_is_an_error(started, opened):
    (started.root / ".git" / "index").write_bytes(b"DIRC garbage")
    with pytest.raises(ChangeError, match="index cannot be read"):
        _staged(opened)


def test_a_bare_repository_has_nothing_staged(started, opened, tmp_path):
    started.git("clone", "--quiet", "--bare", str(started.root), str(tmp_path / "bare"))
    with pytest.raises(ChangeError, match="bare repository"):
        _staged(opened, repo=tmp_path / "bare")


def test_a_name_of_a_base_is_followed(started, opened):
    started.write("a.py", "x = 2\n")
    started.commit("second")
    assert [file.path for file in _staged(opened, base="HEAD~1").change.files] == ["a.py"]
    with pytest.raises(ChangeError, match="no commit called"):
        _staged(opened, base="nowhere")


HOOK = """#!/bin/sh
exec {python} - <<'END'
from stelp_ci.change.reader import open_change
from stelp_ci.model.report import InputKind, Invocation
with open_change(Invocation(input=InputKind.STAGED, repo=".")) as reader:
    with open({seen!r}, "a") as seen:
        print(*(file.path for file in reader.change.files), file=seen)
END
"""


@pytest.fixture
def hooked(started, tmp_path, repository_root, monkeypatch):
    """A pre-commit hook that writes down what it finds staged."""
    seen = tmp_path / "seen"
    hook = started.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(HOOK.format(python=sys.executable, seen=str(seen)))
    hook.chmod(0o755)
    monkeypatch.setenv("PYTHONPATH", str(repository_root))
    started.seen = seen
    return started


def test_a_hook_sees_what_commit_a_will_commit(hooked):
    hooked.write("a.py", "x = 2\n")
    hooked.write("b.py", "y = 2\n")
    hooked.git("commit", "--quiet", "--all", "--message", "all")
    assert hooked.seen.read_text() == "a.py b.py\n"


def test_a_hook_sees_only_the_files_that_commit_names(hooked):
    hooked.write("a.py", "x = 2\n")
    hooked.write("b.py", "y = 2\n")
    hooked.git("add", "a.py", "b.py")
    hooked.git("commit", "--quiet", "--message", "one", "b.py")
    assert hooked.seen.read_text() == "b.py\n"


def test_a_hook_of_a_linked_work_tree_sees_its_index(hooked, tmp_path):
    hooked.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    (tmp_path / "linked" / "b.py").write_text("y = 7\n")
    hooked.git("-C", str(tmp_path / "linked"), "commit", "--quiet", "--all", "--message", "linked")
    assert hooked.seen.read_text() == "b.py\n"


def test_a_hook_of_another_repository_does_not_redirect(started, opened, make_work, monkeypatch):
    other = make_work("other")
    other.write("z.py", "z = 1\n")
    other.git("add", "z.py")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git" / "index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other.root / ".git" / "objects"))
    monkeypatch.setenv("GIT_WORK_TREE", os.fspath(other.root))
    reader = opened(InputKind.STAGED, repo=started.root)
    assert (reader.change.files, reader.read_base("a.py")) == ((), b"x = 1\n")
