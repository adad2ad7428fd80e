"""The library differs from one Python to the next, and so does what leads out of it: every spelling on each of them."""

from pathlib import Path

import pytest

from tests.transpile.escapes.cases import POLICY, spellings
from tests.transpile.escapes.sandboxed import Sandboxed
from tests.transpile.strict.test_table import pythons

OTHERS = sorted(set(pythons()) - {next(iter(pythons()))})
FUZZED = 2_000
ENDLESS = "the walk has no end"

pytestmark = pytest.mark.gvisor


def on(version: str, cache: Path, scratch: Path) -> Sandboxed:
    return Sandboxed(cache, scratch, Path(pythons()[version]).resolve())


@pytest.mark.parametrize("version", OTHERS)
def test_an_escape_gets_nothing_on_another_python(version: str, shared_cache: Path, tmp_path: Path) -> None:
    programs = [{"id": spelling.id, "source": spelling.source} for spelling in spellings()]
    ends = on(version, shared_cache, tmp_path).run(programs, policy=POLICY, batch=24, seconds=2)
    assert len(ends) == len(programs) + 1
    assert [end for end in ends if end["found"]] == []


@pytest.mark.proof
@pytest.mark.parametrize("version", OTHERS)
def test_nor_do_programs_that_reach_for_everything(version: str, shared_cache: Path, tmp_path: Path) -> None:
    ends = on(version, shared_cache, tmp_path).run((), seeds=(0, FUZZED), policy=POLICY, batch=100, seconds=2)
    assert [end for end in ends if end["found"] not in ([], [ENDLESS])] == []
