"""Repositories built by real git, away from the settings and hooks of whoever runs the tests."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from stelp_ci.change.reader import ChangeReader, open_change
from stelp_ci.model.change import Change
from stelp_ci.model.report import InputKind, Invocation

CASES = Path(__file__).parents[1] / "cases" / "change"
GIT = shutil.which("git") or "git"
DATE = "2024-01-01T00:00:00Z"


class Work:
    """A repository with a work tree."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def git(self, *arguments: str, stdin: bytes | None = None, variables: dict[str, str] | None = None) -> str:
        """Run git in the work tree and return what it printed, without the last line end."""
        done = subprocess.run(
            [GIT, *arguments],
            cwd=self.root,
            input=stdin,
            env={**os.environ, **SETTINGS, **(variables or {})},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, (arguments, done.stderr.decode("utf-8", "replace"))
        return done.stdout.decode("utf-8", "replace").rstrip("\n")

    def write(self, name: str | bytes, content: str | bytes) -> Path:
        """Write a file, and the directories above it."""
        path = self.root / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def commit(self, message: str = "a change", **variables: str) -> str:
        """Commit everything in the work tree and return the id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message, variables=variables)
        return self.git("rev-parse", "HEAD")

    def index_tree(self, entries: list[tuple[str, bytes, bytes]]) -> str:
        """A tree of (mode, name, content) that the work tree never sees; content is the id for mode 160000."""
        contents = [content for mode, _, content in entries if mode != "160000"]
        oids = iter(self.blobs(contents))
        lines = b"".join(
            f"{mode} {content.decode() if mode == '160000' else next(oids)}\t".encode() + name + b"\0"
            for mode, name, content in entries
        )
        index = str(self.root / ".git" / "other-index")
        self.git("update-index", "-z", "--index-info", stdin=lines, variables={"GIT_INDEX_FILE": index})
        tree = self.git("write-tree", "--missing-ok", variables={"GIT_INDEX_FILE": index})
        Path(index).unlink()
        return tree

    def blob(self, content: bytes) -> str:
        """Store a blob and return its id."""
        return self.git("hash-object", "-w", "--stdin", stdin=content)

    def blobs(self, contents: list[bytes]) -> list[str]:
        """Store many blobs in one pack and return their ids."""
        stream = b"".join(b"blob\nmark :%d\ndata %d\n%s\n" % (at, len(c), c) for at, c in enumerate(contents, 1))
        marks = self.root / ".git" / "marks"
        self.git("fast-import", "--quiet", f"--export-marks={marks}", stdin=stream)
        found = dict(line.split() for line in marks.read_text().splitlines())
        marks.unlink()
        return [found[f":{at}"] for at in range(1, len(contents) + 1)]

    def raw_tree(self, *entries: tuple[str, bytes, str]) -> str:
        """A tree object of (mode, name, id), written byte by byte: git itself would refuse some names."""
        data = b"".join(f"{mode} ".encode() + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries)
        return self.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=data)

    def commit_tree(self, tree: str, *parents: str) -> str:
        """A commit of a tree, on no branch."""
        return self.git("commit-tree", tree, "-m", "made", *(part for parent in parents for part in ("-p", parent)))


SETTINGS = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A Developer",
    "GIT_AUTHOR_EMAIL": "developer@example.org",
    "GIT_AUTHOR_DATE": DATE,
    "GIT_COMMITTER_NAME": "A Developer",
    "GIT_COMMITTER_EMAIL": "developer@example.org",
    "GIT_COMMITTER_DATE": DATE,
}
"""Commits of the same content have the same id in every run."""


@pytest.fixture(scope="session")
def make_work(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Work]:
    """Makes empty repositories whose branch `main` has no commit yet."""

    def make(name: str) -> Work:
        root = tmp_path_factory.mktemp("repository") / name
        root.mkdir()
        made = Work(root)
        made.git("init", "--quiet", "--initial-branch=main", "--template=")
        (root / ".git" / "info").mkdir()
        (root / ".git" / "hooks").mkdir()
        return made

    return make


@pytest.fixture
def work(make_work: Callable[[str], Work]) -> Work:
    """An empty repository whose branch `main` has no commit yet."""
    return make_work("work")


Opener = Callable[..., ChangeReader]


@pytest.fixture
def opened(work: Work) -> Iterator[Opener]:
    """Open a change of `work`; all are closed at the end of the test."""
    with ExitStack() as stack:

        def open_it(
            kind: InputKind = InputKind.COMMITS,
            *,
            repo: Path = work.root,
            base: str | None = None,
            head: str | None = None,
            diff: str | None = None,
        ) -> ChangeReader:
            asked = Invocation(input=kind, repo=str(repo), base=base, head=head, diff=diff)
            return stack.enter_context(open_change(asked))

        yield open_it


@pytest.fixture
def units_of() -> Callable[[Change], dict[str, str]]:
    """What happened to each unit, by the name it has now (or had last)."""
    return _units_of


def _units_of(change: Change) -> dict[str, str]:
    return {
        unit.qualname: changed.kind.value
        for file in change.files
        for changed in file.units
        if (unit := changed.head or changed.base)
    }
