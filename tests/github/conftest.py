"""A fake GitHub for each test, which has to have seen nothing but valid requests in the end."""

from collections.abc import Generator
from pathlib import Path

import pytest

from stelp_ci.github.client import Client
from stelp_ci.github.retry import Pace
from tests.github.desk import Desk
from tests.github.fake import contract
from tests.github.fake.repository import Repository
from tests.github.fake.server import FakeGitHub, serve
from tests.github.fake.state import Account, Pull, State

QUICK = Pace(between_writes=0, after_secondary=1, longest=3, timeout=10, before_looking=0)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The fake judges by GitHub's own description: without it there is nothing to test against."""
    if not contract.DESCRIPTION.is_file():
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason="the public data with GitHub's description is not there"))


@pytest.fixture
def github(tmp_path: Path) -> Generator[FakeGitHub]:
    """An empty repository on a fake GitHub. At the end every request and answer was valid."""
    with serve(State(Repository(tmp_path / "origin.git"))) as running:
        yield running
        assert running.violations == []


@pytest.fixture
def client(github: FakeGitHub) -> Client:
    """A client with a workflow's token."""
    return Client(url=github.url, token="workflow", repository=github.state.name, pace=QUICK)  # noqa: S106


SOURCE = "".join(f"def step_{number}():\n    return {number}\n\n\n" for number in range(30))


@pytest.fixture
def pull(github: FakeGitHub) -> Pull:
    """A pull request by a person: `parcel/steps.py` with 30 functions, of which the head changes three."""
    repository = github.state.repository
    repository.commit("main", {"parcel/steps.py": SOURCE, "README.md": "# Parcel\n"})
    tip = repository.tip("main")
    assert tip
    changed = SOURCE
    for number in (3, 12, 20):
        changed = changed.replace(f"    return {number}\n", f"    return {number} + risk({number})\n")
    repository.commit("change", {"parcel/steps.py": changed}, parents=(tip,))
    author = Account("ada", 501)
    made = Pull(7, "main", "change", author, github.state.name, github.state.id)
    github.state.pulls[made.number] = made
    github.state.accounts |= {"ada": author, "grace": Account("grace", 502, permission="write")}
    return made


@pytest.fixture
def desk(github: FakeGitHub, pull: Pull, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A job on that pull request."""
    return Desk(github, pull, tmp_path, monkeypatch)
