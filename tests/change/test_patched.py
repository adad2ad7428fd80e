"""Each `sample.diff` stands beside the Change (or the error) that it leads to; STELP_UPDATE_GOLDEN=1 writes them anew.

All are applied to the repository that `base.patch` makes.
"""

import json
import os
from pathlib import Path

import msgspec
import pytest

from stelp_ci.change.reader import open_change
from stelp_ci.errors import ChangeError
from stelp_ci.model.report import InputKind, Invocation

CASES = Path(__file__).parents[1] / "cases" / "change"
DIFFS = sorted(CASES.glob("*.diff"))
UPDATE = os.environ.get("STELP_UPDATE_GOLDEN") == "1"


@pytest.fixture(scope="session")
def shop(make_work):
    """The base of all cases. Nobody writes to it."""
    made = make_work("shop")
    made.git("apply", "--cached", "-", stdin=(CASES / "base.patch").read_bytes())
    made.git("commit", "--quiet", "--message", "base")
    return made


def _outcome(shop, diff: str) -> object:
    try:
        with open_change(Invocation(input=InputKind.DIFF, repo=str(shop.root), diff=diff)) as reader:
            return json.loads(msgspec.json.encode(reader.change))
    except ChangeError as error:
        return {"error": str(error), "remedy": error.remedy}


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")


@pytest.mark.parametrize("path", DIFFS, ids=lambda path: path.stem)
def test_a_diff_leads_to_the_change_beside_it(shop, path):
    outcome = _outcome(shop, _text(path))
    expected = path.with_name(path.name + ".json")
    if UPDATE:
        expected.write_text(json.dumps(outcome, indent=2, ensure_ascii=False) + "\n")
    assert outcome == json.loads(expected.read_text())


@pytest.mark.parametrize("path", DIFFS, ids=lambda path: path.stem)
def test_only_cases_called_error_end_in_one(path):
    expected = json.loads(path.with_name(path.name + ".json").read_text())
    assert ("error" in expected) == path.name.startswith("error_")


NOT_FOR_GIT = {"empty", "blank", "plain", "plain_new_file_without_dev_null"}
"""git takes no empty diff, and no name without prefix unless it is told to."""

APPLIED = [path for path in DIFFS if not path.name.startswith("error_") and path.stem not in NOT_FOR_GIT]
OPTIONS = {"no_prefix": ["-p0"], "without_context": ["--unidiff-zero"]}


@pytest.mark.parametrize("path", APPLIED, ids=lambda path: path.stem)
def test_git_applies_the_diff_to_the_same_tree(shop, path, tmp_path):
    own_index = {"GIT_INDEX_FILE": str(tmp_path / "index")}
    shop.git("read-tree", "HEAD", variables=own_index)
    text = path.read_bytes()
    text += b"" if text.endswith(b"\n") else b"\n"
    shop.git("apply", "--cached", *OPTIONS.get(path.stem, ()), "-", stdin=text, variables=own_index)
    expected = json.loads(path.with_name(path.name + ".json").read_text())
    assert shop.git("write-tree", variables=own_index) == expected["head"]["tree"]
