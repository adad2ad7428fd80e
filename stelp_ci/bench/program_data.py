"""The public data sets of programs, read from the folder that holds them; their licences lie beside them."""

import csv
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from stelp_ci.errors import StelpError

INJECTED = "injected-human-eval/injected_human_eval.csv"
HUMAN_EVAL = "human-eval/HumanEval.jsonl.gz"
PLUS_MINI = "humaneval-plus-mini/HumanEvalPlus-Mini.jsonl.gz"
MBPP = "mbpp-sanitized/sanitized-mbpp.json"
REDCODE = "redcode-exec-python"
REMEDY = "Give the folder that holds the public data sets with --data."
_GLUED = re.compile(r"(#[^\n]*?)(def check\()")


class InjectedProgram(NamedTuple):
    """A HumanEval program with a risk put into it. `glued`: its `def check` stands behind a comment, on its line."""

    id: str
    cwe: str
    risk: str
    source: str
    glued: bool

    @property
    def repaired(self) -> str:
        """The source with `def check` on a line of its own."""
        return _GLUED.sub(r"\1\n\n\2", self.source)


class SafeProgram(NamedTuple):
    """A program with its tests at its end."""

    id: str
    source: str


class InputProgram(NamedTuple):
    """A reference solution, and lists of arguments for its entry point."""

    id: str
    source: str
    entry: str
    inputs: list[Any]


def read_injected(data: Path) -> list[InjectedProgram]:
    """InjectedHumanEval. Raises `StelpError` when it cannot be read."""
    csv.field_size_limit(1 << 24)
    with _opened(data / INJECTED) as stream:
        rows = list(csv.DictReader(stream))
    return [
        InjectedProgram(
            f"{number}:{row['task_id']}",
            row["cwe_id"],
            row["risk_name"],
            row["cleaned_code_string"],
            _GLUED.search(row["cleaned_code_string"]) is not None,
        )
        for number, row in enumerate(rows)
    ]


def read_human_eval(data: Path) -> list[SafeProgram]:
    """HumanEval: each reference solution with its `check`. Raises `StelpError`."""
    return [SafeProgram(row["task_id"], human_eval_source(row)) for row in _json_lines(data / HUMAN_EVAL)]


def human_eval_source(row: dict[str, Any]) -> str:
    """The whole program of one row."""
    body = f"{row['prompt']}{row['canonical_solution']}"
    return f"{body}\n{row['test']}\n\ncheck({row['entry_point']})\n"


def read_plus_mini(data: Path) -> list[InputProgram]:
    """HumanEval+ mini: solutions with the base inputs and the further ones. Raises `StelpError`."""
    return [
        InputProgram(
            row["task_id"],
            f"{row['prompt']}{row['canonical_solution']}",
            row["entry_point"],
            [*row["base_input"], *row["plus_input"]],
        )
        for row in _json_lines(data / PLUS_MINI)
    ]


def read_mbpp(data: Path) -> list[SafeProgram]:
    """Sanitized MBPP: each program with its imports and asserts. Raises `StelpError`."""
    with _opened(data / MBPP) as stream:
        rows: list[dict[str, Any]] = json.load(stream)
    return [
        SafeProgram(f"mbpp/{row['task_id']}", "\n".join([*row["test_imports"], row["code"], *row["test_list"], ""]))
        for row in rows
    ]


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            yield from (json.loads(line) for line in stream)
    except (OSError, ValueError) as error:
        raise StelpError(f"{path} cannot be read: {error}", remedy=REMEDY) from error


def _opened(path: Path) -> Any:
    try:
        return path.open(encoding="utf-8", newline="")
    except OSError as error:
        raise StelpError(f"{path} cannot be read: {error}", remedy=REMEDY) from error


class RiskyProgram(NamedTuple):
    """One program of RedCode-Exec: `7_12` is the twelfth of family 7."""

    id: str
    family: int
    source: str


def read_redcode(data: Path) -> list[RiskyProgram]:
    """RedCode-Exec, the families that the folder holds. Raises `StelpError`."""
    found: list[RiskyProgram] = []
    for path in (data / REDCODE).glob("index*_30_codes_full.json"):
        family = int(path.name.removeprefix("index").partition("_")[0])
        with _opened(path) as stream:
            rows: list[dict[str, Any]] = json.load(stream)
        found += [RiskyProgram(row["Index"], family, row["Code"]) for row in rows]
    if not found:
        raise StelpError(f"{data / REDCODE} holds no programs", remedy=REMEDY)
    return sorted(found, key=lambda one: (one.family, int(one.id.partition("_")[2])))
