"""Lines of a batch are read strictly; one that cannot be read is a result that says why, and never a pass."""

import io
import json
from pathlib import Path

import pytest

from stelp_ci.batch.lines import LINE_BYTES, Given, Judged, line_of, read_lines
from stelp_ci.model.report import InputKind, Invocation
from stelp_ci.model.verdict import Decision

COMMON = Invocation(input=InputKind.COMMITS, repo="/", budget_s=7.0)


def read(*lines: object) -> list[Given | Judged]:
    texts = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return list(read_lines(io.BytesIO(b"\n".join(texts) + b"\n"), COMMON))


def test_a_line_is_a_change_with_what_holds_for_all(tmp_path: Path) -> None:
    (tmp_path / "s.yml").write_text("")
    first, second = read(
        {"id": "a", "base": "main", "head": "topic", "config": str(tmp_path / "s.yml")},
        {"id": 2, "repo": str(tmp_path), "base": "v1", "diff": "--- a/x\n"},
    )
    assert isinstance(first, Given)
    assert isinstance(second, Given)
    assert (first.id, first.invocation.repo, first.invocation.head) == ("a", "/", "topic")
    assert first.invocation.config == str(tmp_path / "s.yml")
    assert first.invocation.budget_s == 7.0
    assert (second.invocation.input, second.invocation.repo) == (InputKind.DIFF, str(tmp_path))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "line 1"),
        (b"\xff\xff", "line 1"),
        (b"[" * 100_000, "line 1"),
        ({"id": "a", "branch": "x"}, "unknown field `branch`"),
        ({"base": "main"}, "missing required field `id`"),
        ({"id": "a", "base": "--upload-pack=x"}, "is not a name of a commit"),
        ({"id": "a", "head": "x\0y"}, "is not a name of a commit"),
        ({"id": "a", "head": "x", "diff": "d"}, "leave out head"),
        ({"id": "a", "repo": "/nowhere"}, "no such directory"),
        ({"id": "a", "config": "/nowhere.yml"}, "no such file"),
    ],
)
def test_a_line_that_cannot_be_read_is_inconclusive_and_says_why(line: object, said: str) -> None:
    (judged,) = read(line)
    assert isinstance(judged, Judged)
    assert (judged.verdict, judged.exit_code) == (Decision.INCONCLUSIVE, 4)
    assert said in judged.reasons[0].message


def test_a_line_without_an_end_does_not_fill_the_memory_and_the_next_one_is_read() -> None:
    endless = b"x" * (LINE_BYTES + 10)
    first, second = read(endless, {"id": "b"})
    assert isinstance(first, Judged)
    assert "more than" in first.reasons[0].message
    assert isinstance(second, Given)


def test_a_bad_line_keeps_the_name_that_it_gives_itself() -> None:
    (judged,) = read({"id": "a", "nothing": 1})
    assert line_of(judged)["id"] == "a"  # type: ignore[arg-type]
