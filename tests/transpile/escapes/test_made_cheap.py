"""The escapes, tried on the transpiler as the sandbox of one program loads it (`sandbox/lowering.py`)."""

from pathlib import Path

import pytest

from tests.transpile.escapes.cases import POLICY, spellings
from tests.transpile.escapes.sandboxed import Sandboxed

pytestmark = pytest.mark.gvisor


def test_escapes_get_nothing_and_end_as_their_cases_say(shared_cache: Path, tmp_path: Path) -> None:
    cases = {spelling.id: spelling for spelling in spellings()}
    programs = [{"id": spelling.id, "source": spelling.source} for spelling in cases.values()]
    sandboxed = Sandboxed(shared_cache, tmp_path, made_cheap=True)
    ends = {each["id"]: each for each in sandboxed.run(programs, policy=POLICY, batch=24, seconds=2)}
    assert ends.pop("facades")["found"] == []
    assert ends.keys() == cases.keys()
    for name, end in ends.items():
        status, _, detail = cases[name].outcome.partition(" ")
        assert (end["found"], end["status"]) == ([], status), end
        assert detail in {"", *end.get("codes", ()), end.get("limit"), end.get("error", "").partition(":")[0]}, end
