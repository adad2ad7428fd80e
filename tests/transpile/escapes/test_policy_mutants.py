from typing import Any

import pytest

from tests.transpile.escapes.cases import POLICY
from tests.transpile.escapes.rules import Rule, rules
from tests.transpile.escapes.sandboxed import Sandboxed

SAMPLE_STEP = 10
AT_LEAST = 200

pytestmark = pytest.mark.gvisor


def test_a_rule_taken_away_is_noticed(sandboxed: Sandboxed) -> None:
    assert _unnoticed(sandboxed, rules()[::SAMPLE_STEP]) == []


@pytest.mark.proof
def test_each_rule_taken_away_is_noticed(sandboxed: Sandboxed) -> None:
    assert len(rules()) > AT_LEAST
    assert _unnoticed(sandboxed, rules()) == []


def test_a_rule_that_is_not_there_cannot_be_taken_away(sandboxed: Sandboxed) -> None:
    absent = Rule("drop FRAMES nothing", rules()[0].witness)
    assert [name for name, *_ in _unnoticed(sandboxed, [absent])] == ["drop FRAMES nothing"]


def _unnoticed(sandboxed: Sandboxed, chosen: list[Rule]) -> list[tuple[str, Any, Any]]:
    """The rules whose witness does not end as it has to, or ends alike without the rule; and how it ended."""
    under_all = _run(sandboxed, chosen, mutated=False)
    without = _run(sandboxed, chosen, mutated=True)
    return [
        (rule.mutant, under_all[rule.mutant], without[rule.mutant])
        for rule in chosen
        if not _as_said(rule.witness.outcome, under_all[rule.mutant])
        or _gist(under_all[rule.mutant]) == _gist(without[rule.mutant])
        or without[rule.mutant]["status"] in {"ended", "no such rule"}
    ]


def _run(sandboxed: Sandboxed, chosen: list[Rule], *, mutated: bool) -> dict[str, dict[str, Any]]:
    programs = [
        {"id": rule.mutant, "source": rule.witness.source, **({"mutant": rule.mutant} if mutated else {})}
        for rule in chosen
    ]
    ends = sandboxed.run(programs, policy=POLICY, batch=1 if mutated else 24, seconds=2)
    return {end["id"]: end for end in ends}


def _as_said(outcome: str, end: dict[str, Any]) -> bool:
    status, _, detail = outcome.partition(" ")
    said = {"", *end.get("codes", ()), end.get("limit"), end.get("error", "").partition(":")[0]}
    return status in {"", end["status"]} and detail in said


def _gist(end: dict[str, Any]) -> tuple[Any, ...]:
    kind = end.get("error", "").partition(":")[0]
    return end["status"], end.get("codes"), end.get("limit"), kind, bool(end["found"])
