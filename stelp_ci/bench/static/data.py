"""What `stelp-ci bench static` reads: insecure snippets with their weakness, and reference programs without tests."""

import gzip
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from stelp_ci.bench.program_data import HUMAN_EVAL, MBPP, REMEDY
from stelp_ci.errors import StelpError

SALLM = "sallm/dataset.jsonl"
_LABEL = re.compile(r"_cwe(\d+)_\d+\.py$", re.IGNORECASE)


class Snippet(NamedTuple):
    """A piece of Python. `cwe` is the weakness that the data set says it has; None for a reference program."""

    id: str
    cwe: int | None
    source: str


def read_sallm(data: Path) -> list[Snippet]:
    """SALLM's insecure snippets; the label is in the id. Raises `StelpError` for a row that cannot be read."""
    rows = [json.loads(line) for line in _text(data / SALLM).splitlines()]
    labels = [_LABEL.search(row["id"]) for row in rows]
    if not all(labels):
        raise StelpError(f"{data / SALLM} has a row without a CWE in its id", remedy=REMEDY)
    return [
        Snippet(row["id"], int(label[1]), row["insecure_code"])
        for row, label in zip(rows, labels, strict=True)
        if label is not None
    ]


def read_references(data: Path) -> list[Snippet]:
    """The reference solutions of HumanEval and sanitized MBPP, as their authors wrote them."""
    human_eval: list[dict[str, Any]] = [json.loads(line) for line in _text(data / HUMAN_EVAL).splitlines()]
    mbpp: list[dict[str, Any]] = json.loads(_text(data / MBPP))
    return [
        *(Snippet(row["task_id"], None, f"{row['prompt']}{row['canonical_solution']}") for row in human_eval),
        *(Snippet(f"mbpp/{row['task_id']}", None, row["code"]) for row in mbpp),
    ]


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        return (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    except (OSError, ValueError, EOFError) as error:
        raise StelpError(f"{path} cannot be read: {error}", remedy=REMEDY) from error
