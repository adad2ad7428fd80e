"""Whole public data sets: what has to be let through is, and what has to be refused is, without running anything."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from stelp_ci.transpile.strict.result import Rejected
from stelp_ci.transpile.strict.transpile import transpile_source

DATA = Path(__file__).parents[4] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not beside this checkout")


def human_eval() -> Iterator[tuple[str, str]]:
    with gzip.open(DATA / "human-eval" / "HumanEval.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            program = f"{row['prompt']}{row['canonical_solution']}\n{row['test']}\ncheck({row['entry_point']})\n"
            yield row["task_id"], program


def mbpp() -> Iterator[tuple[str, str]]:
    rows = json.loads((DATA / "mbpp-sanitized" / "sanitized-mbpp.json").read_text(encoding="utf-8"))
    for row in rows:
        yield str(row["task_id"]), "\n".join([*row["test_imports"], row["code"], *row["test_list"], ""])


def injected() -> Iterator[tuple[str, str]]:
    csv.field_size_limit(1 << 24)
    path = DATA / "injected-human-eval" / "injected_human_eval.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            yield f"{number} {row['cwe_id']} {row['task_id']}", row["cleaned_code_string"]


def refused(programs: Iterator[tuple[str, str]]) -> dict[str, set[str]]:
    """The refused programs with their codes; of an accepted one, the text reads as what is compiled."""
    found: dict[str, set[str]] = {}
    for name, source in programs:
        result = transpile_source(source)
        if isinstance(result, Rejected):
            found[name] = {violation.code for violation in result.violations}
        else:
            result.source()
    return found


def test_human_eval_is_let_through_but_for_the_one_that_calls_eval() -> None:
    assert refused(human_eval()) == {"HumanEval/160": {"STELP-S007"}}


def test_mbpp_is_let_through_but_for_the_one_that_calls_exit() -> None:
    assert refused(mbpp()) == {"264": {"STELP-S007"}}


def test_the_injected_programs_are_refused_but_for_those_that_limits_stop() -> None:
    programs = dict(injected())
    left = programs.keys() - refused(iter(programs.items())).keys()
    assert len(programs) == 470
    assert sorted(left, key=lambda name: int(name.split()[0])) == [
        "3 835 HumanEval/25",
        "19 787 HumanEval/13",
        "54 835 HumanEval/18",
        "89 843 HumanEval/13",
        "166 787 HumanEval/31",
        "204 787 HumanEval/16",
        "258 843 HumanEval/50",
        "340 787 HumanEval/5",
        "370 835 HumanEval/41",
        "381 835 HumanEval/39",
        "383 787 HumanEval/7",
        "469 833 HumanEval/60",
    ]
