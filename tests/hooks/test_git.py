"""Questions that are put to git ahead: the same answers, whoever takes them, and nothing left running."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from stelp_ci.errors import ChangeError
from stelp_ci.hook.blobs import read_blobs
from stelp_ci.hook.git import find_repository
from stelp_ci.hook.questions import BLOBS, GROUND, INDEX
from stelp_ci.hook.staged import read_staged

Bash = Callable[[str, Path], None]


def test_what_was_asked_ahead_is_what_git_says(repository: Path, run_script: Bash) -> None:
    run_script("echo 'y = 1' >> old.py; echo 'n = 1' > new.py; git add -A", repository)
    plain = find_repository(str(repository))
    ahead = plain.asking(GROUND)
    try:
        staged, same = read_staged(ahead, frozenset()), read_staged(plain, frozenset())
        assert staged.files == same.files and len(staged.files) == 2
        assert ahead.run(*INDEX) == plain.run(*INDEX)
        oids = [file.head_oid for file in staged.files]
        assert read_blobs(ahead, oids) == read_blobs(plain, oids)
    finally:
        ahead.close()


def test_an_answer_is_taken_once_and_then_asked_for_anew(repository: Path, run_script: Bash) -> None:
    ahead = find_repository(str(repository)).asking([INDEX])
    before = ahead.run(*INDEX)
    run_script("echo 'n = 1' > new.py; git add -A", repository)
    assert b"new.py" not in before and b"new.py" in ahead.run(*INDEX)


def test_what_nobody_takes_is_ended(repository: Path) -> None:
    ahead = find_repository(str(repository)).asking([BLOBS, INDEX])
    begun = list((ahead.begun or {}).values())
    ahead.close()
    assert len(begun) == 2 and all(process.returncode is not None for process in begun)


def test_a_question_that_fails_says_why_when_its_answer_is_taken(repository: Path) -> None:
    asked = ("ls-tree", "no-such-tree")
    ahead = find_repository(str(repository)).asking([asked])
    with pytest.raises(ChangeError, match="no-such-tree"):
        ahead.run(*asked)


def test_without_git_it_is_said(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_repository(str(repository))
    monkeypatch.setenv("PATH", str(repository))
    assert shutil.which("git") is None
    with pytest.raises(ChangeError, match="git is not installed"):
        found.asking([INDEX])
