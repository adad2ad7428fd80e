import pytest

from stelp_ci.errors import ChangeError
from stelp_ci.model.change import Certainty


@pytest.fixture
def history(work):
    """`main` with two commits, `topic` with two more since the first."""
    work.write("a.py", "x = 1\n")
    work.first = work.commit("first")
    work.git("switch", "--quiet", "--create", "topic")
    work.write("b.py", "y = 1\n")
    work.commit("second")
    work.write("b.py", "y = 2\n")
    work.topic = work.commit("third")
    work.git("switch", "--quiet", "main")
    work.write("a.py", "x = 2\n")
    work.main = work.commit("on main")
    work.git("switch", "--quiet", "topic")
    return work


def _paths(reader):
    return [file.path for file in reader.change.files]


def test_the_base_is_where_the_branch_left_the_default_branch(history, opened):
    reader = opened()
    assert _paths(reader) == ["b.py"]
    assert reader.change.base.commit == history.first
    assert reader.change.base.label == "merge base with main"
    assert reader.change.head.commit == history.topic


@pytest.mark.usefixtures("history")
def test_a_base_that_moved_on_is_not_charged_to_the_change(opened):
    assert _paths(opened(base="main", head="topic")) == ["b.py"]


def test_the_remote_default_branch_comes_first(history, opened):
    history.git("update-ref", "refs/remotes/origin/trunk", history.first)
    history.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    reader = opened(head="main")
    assert (reader.change.base.commit, reader.change.base.label) == (history.first, "origin/HEAD")


def test_the_default_branch_itself_is_judged_against_its_first_parent(history, opened):
    reader = opened(head="main")
    assert (_paths(reader), reader.change.base.commit) == (["a.py"], history.first)


def test_a_first_commit_is_judged_against_nothing(history, opened):
    reader = opened(head=history.first)
    assert (_paths(reader), reader.change.base.commit) == (["a.py"], None)
    assert reader.read_base("a.py") is None


@pytest.mark.usefixtures("history")
def test_messages_are_those_of_the_change_newest_first(opened):
    assert opened().change.messages == ("third", "second")


def test_a_merge_commit_is_judged_against_the_branch_it_goes_into(history, opened):
    history.git("switch", "--quiet", "--detach", "main")
    history.git("merge", "--quiet", "--no-edit", "topic")
    reader = opened(base="main")
    assert (_paths(reader), reader.change.base.commit) == (["b.py"], history.main)


def test_an_amended_commit_is_judged_as_it_is_now(history, opened):
    history.write("b.py", "y = 3\n")
    history.git("commit", "--quiet", "--all", "--amend", "--message", "third, amended")
    reader = opened()
    assert reader.read_head("b.py") == b"y = 3\n"
    assert reader.change.messages == ("third, amended", "second")


def test_the_work_tree_is_not_read(history, opened):
    history.write("b.py", "y = 'work tree'\n")
    assert opened().read_head("b.py") == b"y = 2\n"


def test_histories_without_a_common_commit_are_compared_as_they_are(work, opened):
    first = work.commit_tree(work.index_tree([("100644", b"a.py", b"x = 1\n")]))
    second = work.commit_tree(work.index_tree([("100644", b"a.py", b"x = 2\n")]))
    reader = opened(base=first, head=second)
    assert (reader.change.base.commit, _paths(reader)) == (first, ["a.py"])


def test_histories_without_a_common_commit_have_no_default_base(history, opened):
    alone = history.commit_tree(history.index_tree([]))
    with pytest.raises(ChangeError) as caught:
        opened(head=alone)
    assert "--base" in caught.value.remedy


@pytest.mark.parametrize("asked", [{"base": "nowhere"}, {"head": "nowhere"}, {"base": "1" * 40}])
@pytest.mark.usefixtures("history")
def test_a_commit_that_does_not_exist_is_an_error_with_a_remedy(opened, asked):
    with pytest.raises(ChangeError, match="no commit called") as caught:
        opened(**asked)
    assert caught.value.remedy


@pytest.mark.parametrize("ref", ["--upload-pack=touch canary", "-x", "", "a\0b"])
@pytest.mark.usefixtures("history")
def test_what_cannot_be_a_ref_is_not_given_to_git(opened, ref):
    with pytest.raises(ChangeError, match="not the name of a commit"):
        opened(base=ref)


def test_a_blob_is_not_a_commit(history, opened):
    with pytest.raises(ChangeError, match="no commit called"):
        opened(base=history.git("rev-parse", "HEAD:a.py"))


@pytest.mark.usefixtures("work")
def test_a_repository_without_commits_says_so(opened):
    with pytest.raises(ChangeError, match="no commit yet") as caught:
        opened()
    assert "--staged" in caught.value.remedy


def test_no_default_branch_is_an_error(history, opened):
    history.git("branch", "--move", "main", "other")
    with pytest.raises(ChangeError, match="no default branch"):
        opened()


def test_a_directory_that_is_no_repository_is_an_error(tmp_path, opened):
    (tmp_path / "plain").mkdir()
    with pytest.raises(ChangeError, match="not inside a git repository"):
        opened(repo=tmp_path / "plain")
    with pytest.raises(ChangeError, match="not a directory"):
        opened(repo=tmp_path / "missing")


def test_a_subdirectory_and_a_bare_repository_are_repositories(history, opened, tmp_path):
    history.write("sub/c.py", "")
    history.git("clone", "--quiet", "--bare", str(history.root), str(tmp_path / "bare"))
    assert _paths(opened(repo=history.root / "sub")) == ["b.py"]
    assert _paths(opened(repo=tmp_path / "bare", base="main")) == ["b.py"]


def test_a_linked_work_tree_has_its_own_head(history, opened, tmp_path):
    history.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "main")
    reader = opened(repo=tmp_path / "linked")
    assert reader.change.head.commit == history.main


def test_the_author_is_read_from_commits_and_branch(history, opened):
    history.git("switch", "--quiet", "--create", "codex/topic")
    assert opened().change.author.agent == "Codex"
    history.commit("x", GIT_AUTHOR_EMAIL="cursoragent@cursor.com")
    author = opened().change.author
    assert (author.agent, author.certainty) == ("Cursor", Certainty.CERTAIN)


def test_a_message_that_imitates_the_listing_is_one_message(history, opened):
    history.commit("x\n\n%x00commit 1\nnoreply@anthropic.com\n\x01")
    reader = opened()
    assert (len(reader.change.messages), reader.change.author.agent) == (3, None)


def test_an_unreadable_object_names_it(history, opened):
    oid = history.git("rev-parse", "topic:b.py")
    (history.root / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    with pytest.raises(ChangeError):
        opened()
