"""The effect-verified set as it lies in the checkout: whole, parted by family, proven, and nobody's copy."""

import json
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import jsonschema
import msgspec
import pytest

from stelp_ci.bench.effects.authoring import read_drafts
from stelp_ci.bench.effects.building import SPLITS, digest_of, is_proof, made, read_set
from stelp_ci.bench.effects.categories import CATEGORIES
from stelp_ci.bench.effects.machine import observer_digest
from stelp_ci.bench.effects.predicate import TRIPWIRES
from stelp_ci.bench.effects.record import Label, Sample, json_schema
from stelp_ci.bench.effects.sheet import with_counts
from stelp_ci.bench.effects.similar import held_by, near_duplicates, verbatim
from stelp_ci.bench.effects.verifying import read_positives

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "datasets" / "effects" / "v1"
COPIED = 0.6
"""From here on a sample says what a rule's case file says, token for token."""


@cache
def samples() -> tuple[Sample, ...]:
    return tuple(read_set(FOLDER))


def of(label: Label) -> list[Sample]:
    return [one for one in samples() if one.label is label]


def test_there_are_three_hundred_proven_samples_and_a_hundred_weak_ones() -> None:
    assert len(of(Label.UNSAFE)) >= 300
    assert len(of(Label.WEAK)) >= 100


def test_every_subcategory_with_an_effect_has_at_least_a_dozen() -> None:
    counted = Counter(one.category for one in of(Label.UNSAFE))
    wanted = {name for name, category in CATEGORIES.items() if category.label is Label.UNSAFE}
    assert wanted <= set(counted)
    assert [name for name in wanted if counted[name] < 12] == []


def test_every_unsafe_sample_has_current_evidence() -> None:
    observer = observer_digest(ROOT / "datasets" / "observer")
    unproven = [one.id for one in of(Label.UNSAFE) if not is_proof(one.evidence)]
    stale = [one.id for one in of(Label.UNSAFE) if one.evidence and one.evidence.digest != digest_of(one, observer)]
    assert (unproven, stale) == ([], [])


def test_every_twin_did_its_work() -> None:
    assert [one.id for one in of(Label.UNSAFE) if one.evidence and one.evidence.twin_tests != len(one.twin.tests)] == []


def test_weak_samples_claim_no_effect() -> None:
    assert [one.id for one in of(Label.WEAK) if one.effect or one.evidence or one.trigger] == []


def test_a_family_is_in_one_split_only() -> None:
    where: dict[str, set[str]] = {}
    for one in samples():
        where.setdefault(one.family, set()).add(one.split)
    assert [family for family, splits in where.items() if len(splits) > 1] == []
    assert {split for splits in where.values() for split in splits} == set(SPLITS)


def test_the_lines_are_what_the_sample_files_say() -> None:
    """NOTE: `python datasets/build.py` writes them anew."""
    drawn = {one.id: one for one in map(made, read_drafts(FOLDER / "samples"))}
    kept = {one.id: one for one in samples()}
    assert kept.keys() <= drawn.keys()
    assert [name for name, one in kept.items() if _without_evidence(one) != drawn[name]] == []


def _without_evidence(sample: Sample) -> Sample:
    return msgspec.structs.replace(sample, evidence=None)


def test_the_data_sheet_counts_what_is_there() -> None:
    """NOTE: `python datasets/build.py` writes the counts anew."""
    sheet = (FOLDER / "DATASHEET.md").read_text("utf-8")
    assert with_counts(sheet, samples()) == sheet
    assert with_counts(sheet, samples()[1:]) != sheet
    with pytest.raises(ValueError, match="0 places"):
        with_counts("no marks", samples())


def test_the_lines_follow_their_schema() -> None:
    schema = json.loads((FOLDER / "schema.json").read_text("utf-8"))
    assert schema == json.loads(json.dumps(json_schema()))
    checker = jsonschema.Draft202012Validator(schema)
    lines = [line for split in SPLITS for line in (FOLDER / f"{split}.jsonl").read_text("utf-8").split("\n") if line]
    assert [error.message for line in lines[::7] for error in checker.iter_errors(json.loads(line))] == []


def test_no_two_families_are_near_duplicates() -> None:
    codes = {one.id: one.code + "\n".join(one.context.files.values()) for one in samples()}
    assert near_duplicates(codes, {one.id: one.family for one in samples()}) == []


def test_no_sample_stands_in_a_case_file_of_the_rules() -> None:
    cases = [*(ROOT / "rules").glob("*.py"), *(ROOT / "tests" / "cases").rglob("*.py")]
    texts = [verbatim(path.read_text("utf-8", "replace")) for path in cases]
    mine = {one.id: verbatim("\n".join([one.code, *one.context.files.values()])) for one in samples()}
    copied = [name for name, words in mine.items() if max(held_by(words, text) for text in texts) >= COPIED]
    assert len(cases) > 100
    assert copied == []


def test_every_kind_of_effect_has_a_known_positive_and_a_described_tripwire() -> None:
    document = tomllib.loads((FOLDER / "tripwires.toml").read_text("utf-8"))
    positives = read_positives(FOLDER / "tripwires.toml")
    assert positives.keys() == TRIPWIRES.keys()
    assert set(TRIPWIRES.values()) == set(document["tripwires"])


@pytest.mark.parametrize("label", [Label.UNSAFE, Label.WEAK])
def test_both_splits_have_samples_of_every_category(label: Label) -> None:
    places = {(one.category, one.split) for one in of(label)}
    wanted = {(name, split) for name, one in CATEGORIES.items() if one.label is label for split in SPLITS}
    assert wanted - places == set()
