"""The input discipline, by cases: what is refused, under which code and where, and what is let through."""

import json
from pathlib import Path
from typing import Any

import pytest

from stelp_ci.transpile.codes import CODES
from stelp_ci.transpile.guarded import inspect
from stelp_ci.transpile.profile import GUARDED, Profile
from stelp_ci.transpile.result import Manifest, Refusal, Source
from stelp_ci.transpile.source import read_source

CASES = Path(__file__).parent.parent / "cases" / "transpile" / "refused"
STRICT = Profile(name="strict", tolerates=frozenset())


def cases(name: str) -> list[Any]:
    rows: list[dict[str, Any]] = json.loads((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["name"]) for row in rows]


def source_of(case: dict[str, Any]) -> bytes:
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    if "indent" in case:
        depth: int = case["indent"]
        return ("".join(" " * level + "if a:\n" for level in range(depth)) + " " * depth + "pass\n").encode()
    piece, count = case.get("repeat", ["", 0])
    text: str = case.get("prefix", "") + case.get("text", "") + piece * count + case.get("suffix", "")
    return text.encode("utf-16", "surrogatepass").decode("utf-16").encode()


@pytest.mark.parametrize("case", cases("refused.json"))
def test_a_source_out_of_order_is_refused_at_its_place(case: dict[str, Any]) -> None:
    result = inspect(source_of(case))
    assert isinstance(result, Refusal)
    assert result.code == case["code"]
    assert result.line == case.get("line", result.line)
    assert result.column == case.get("column", result.column)
    assert result.message.startswith(CODES[result.code].title)
    assert result.repair


@pytest.mark.parametrize("case", cases("accepted.json"))
def test_a_source_in_order_is_let_through_with_its_notes(case: dict[str, Any]) -> None:
    result = inspect(source_of(case))
    assert isinstance(result, Manifest), result
    assert [list(note) for note in result.notes] == case.get("notes", [])


def test_every_code_but_the_parsers_own_surrender_has_a_case() -> None:
    seen = {case.values[0]["code"] for case in cases("refused.json")}
    noted = {note[0] for case in cases("accepted.json") for note in case.values[0].get("notes", [])}
    assert seen | noted | {"STELP-P012"} == set(CODES)


@pytest.mark.parametrize(("text", "code"), [("\ufeffx", "STELP-P003"), ("x\n\f", "STELP-P006")])
def test_what_the_guarded_profile_notes_a_stricter_one_refuses(text: str, code: str) -> None:
    assert isinstance(read_source(text.encode(), GUARDED), Source)
    refusal = read_source(text.encode(), STRICT)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code


def test_the_text_is_what_python_would_read() -> None:
    source = read_source("\ufeffx = 'é'\r\n".encode())
    assert isinstance(source, Source)
    assert source.text == "x = 'é'\r\n"


def test_every_code_explains_itself() -> None:
    for name, code in CODES.items():
        assert name == code.code
        assert len(code.explanation) > 80
        assert code.repair.endswith(".")


def test_codes_that_only_bound_the_size_are_marked() -> None:
    assert {name for name, code in CODES.items() if code.is_bound} == {"STELP-P009", "STELP-P013"}
