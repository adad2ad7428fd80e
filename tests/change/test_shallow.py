import pytest

from stelp_ci.change import shallow
from stelp_ci.errors import ChangeError


@pytest.fixture
def origin(make_work):
    """Twenty commits on `main`, `topic` three commits ahead of the tenth, and the merge that a pull request has."""
    made = make_work("origin")
    made.write("a.py", "x = 0\n")
    made.first = made.commit("first")
    for number in range(1, 20):
        made.commit(f"{number}")
        if number == 9:
            made.git("branch", "topic")
    made.main = made.git("rev-parse", "main")
    made.git("switch", "--quiet", "topic")
    made.fork = made.git("rev-parse", "topic")
    for number in range(3):
        made.write("b.py", f"y = {number}\n")
        made.topic = made.commit(f"topic {number}")
    made.git("switch", "--quiet", "--detach", "main")
    made.git("merge", "--quiet", "--no-edit", "topic")
    made.merge = made.git("rev-parse", "HEAD")
    made.git("update-ref", "refs/pull/1/merge", made.merge)
    made.git("switch", "--quiet", "main")
    return made


@pytest.fixture
def clone(origin, make_work):
    """What actions/checkout leaves behind by default: one commit, no branch of the remote."""

    def make(commit, depth=1):
        made = make_work("clone")
        made.git("remote", "add", "origin", origin.root.as_uri())
        made.git("fetch", "--quiet", "--no-tags", f"--depth={depth}", "origin", commit)
        made.git("checkout", "--quiet", "--detach", "FETCH_HEAD")
        return made

    return make


def test_a_clone_of_one_commit_is_deepened_to_the_merge_base(origin, clone, opened):
    reader = opened(repo=clone(origin.topic).root, base=origin.main)
    assert reader.change.base.commit == origin.fork
    assert [file.path for file in reader.change.files] == ["b.py"]


def test_the_merge_commit_of_a_pull_request_is_deepened_to_its_base(origin, clone, opened):
    reader = opened(repo=clone(origin.merge).root, base=origin.main)
    assert reader.change.base.commit == origin.main
    assert [file.path for file in reader.change.files] == ["b.py"]


def test_the_default_branch_is_asked_of_the_remote(origin, clone, opened):
    reader = opened(repo=clone(origin.topic).root)
    assert (reader.change.base.commit, reader.change.base.label) == (origin.fork, "merge base with origin/HEAD")


@pytest.mark.parametrize("name", ["main", "origin/main"])
def test_a_branch_that_was_not_fetched_is_fetched(origin, clone, opened, name):
    assert opened(repo=clone(origin.topic).root, base=name).change.base.commit == origin.fork


def test_the_parent_of_the_default_branch_is_fetched(origin, clone, opened):
    reader = opened(repo=clone(origin.main).root)
    assert reader.change.base.commit == origin.git("rev-parse", "main^")


def test_a_head_that_was_not_fetched_is_fetched(origin, clone, opened):
    reader = opened(repo=clone(origin.main).root, base=origin.main, head=origin.topic)
    assert (reader.change.base.commit, reader.change.head.commit) == (origin.fork, origin.topic)


def test_deepening_writes_no_refs(origin, clone, opened):
    work = clone(origin.topic)
    before = work.git("for-each-ref")
    opened(repo=work.root, base=origin.main)
    assert work.git("for-each-ref") == before


def test_history_is_fetched_in_steps(origin, clone, opened, monkeypatch):
    monkeypatch.setattr(shallow, "STEPS", (1, 1, 40))
    assert opened(repo=clone(origin.topic).root, base=origin.main).change.base.commit == origin.fork


def test_too_little_history_is_an_error_that_says_how(origin, clone, opened, monkeypatch):
    monkeypatch.setattr(shallow, "STEPS", (1, 1))
    with pytest.raises(ChangeError) as caught:
        opened(repo=clone(origin.topic).root, base=origin.main)
    assert "fetch-depth: 0" in caught.value.remedy
    assert "git fetch --unshallow" in caught.value.remedy


@pytest.mark.parametrize("asked", [{}, {"base": "1" * 40}, {"base": "main"}, {"head": "2" * 40}])
def test_a_remote_that_is_gone_is_an_error_that_says_how(origin, clone, opened, asked):
    work = clone(origin.topic)
    origin.root.rename(origin.root.with_name("gone"))
    with pytest.raises(ChangeError) as caught:
        opened(repo=work.root, **asked)
    assert "fetch-depth: 0" in caught.value.remedy


def test_a_time_out_is_an_error_that_says_how(origin, clone, opened, monkeypatch):
    monkeypatch.setattr(shallow, "NETWORK_S", 0.0)
    with pytest.raises(ChangeError, match="took longer") as caught:
        opened(repo=clone(origin.topic).root, base=origin.main)
    assert "fetch-depth: 0" in caught.value.remedy


def test_enough_history_needs_no_remote(origin, clone, opened):
    work = clone(origin.merge, depth=2)
    work.git("remote", "remove", "origin")
    assert opened(repo=work.root, base="HEAD^1").change.base.commit == origin.main
