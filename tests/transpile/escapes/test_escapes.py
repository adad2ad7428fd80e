from collections import Counter
from typing import Any

import pytest

from tests.transpile.escapes.cases import POLICY, spellings
from tests.transpile.escapes.sandboxed import Sandboxed

SPELLINGS = {spelling.id: spelling for spelling in spellings()}
TECHNIQUES = 56
IN_EACH = 3

pytestmark = pytest.mark.gvisor


@pytest.fixture(scope="module")
def ends(sandboxed: Sandboxed) -> dict[str, dict[str, Any]]:
    """How every spelling ended, in one sandbox, each in a process of its own."""
    programs = [{"id": spelling.id, "source": spelling.source} for spelling in SPELLINGS.values()]
    return {each["id"]: each for each in sandboxed.run(programs, policy=POLICY, batch=24, seconds=2)}


def test_every_technique_has_its_three_spellings() -> None:
    techniques = Counter(name.partition("/")[0] for name in SPELLINGS)
    assert sorted(int(name[:2]) for name in techniques) == list(range(1, TECHNIQUES + 1))
    for name in techniques:
        assert {f"{name}/direct", f"{name}/indirect", f"{name}/obfuscated"} <= SPELLINGS.keys()


def test_nothing_that_the_facades_and_builtins_lead_to_is_forbidden(ends: dict[str, dict[str, Any]]) -> None:
    assert ends["facades"]["found"] == []


@pytest.mark.parametrize("name", SPELLINGS)
def test_an_escape_gets_nothing(name: str, ends: dict[str, dict[str, Any]]) -> None:
    assert ends[name]["found"] == []


@pytest.mark.parametrize("name", SPELLINGS)
def test_an_escape_ends_as_its_case_says(name: str, ends: dict[str, dict[str, Any]]) -> None:
    status, _, detail = SPELLINGS[name].outcome.partition(" ")
    end = ends[name]
    assert end["status"] == status, end
    assert detail in {"", *end.get("codes", ()), end.get("limit"), end.get("error", "").partition(":")[0]}, end
