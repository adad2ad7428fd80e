"""Turns drafts into the records of the set: arms derived, twins attached, families parted into splits."""

import hashlib
from pathlib import Path

import msgspec

from stelp_ci.bench.effects.authoring import Draft, DraftError, read_drafts
from stelp_ci.bench.effects.categories import CATEGORIES
from stelp_ci.bench.effects.predicate import effect_of
from stelp_ci.bench.effects.record import (
    Context,
    Evidence,
    Expected,
    Label,
    Level,
    MapsTo,
    Provenance,
    Sample,
    Surroundings,
    Trigger,
    Twin,
)

SPLITS = ("dev", "test")
TRIGGERS = ("call", "import", "script", "restricted", "pytest")
JUDGED_BY_EXIT = frozenset({"pytest", "script"})
"""Triggers of which the exit status says whether the twin does its work."""
KEYS = frozenset(
    {*TRIGGERS, "cwe", "family", "context", "path", "test", "effect", "reason", "verdict", "evasion", "difficulty"}
    | {"limits", "env", "given", "reference", "label"}
)


def build(folder: Path) -> list[Sample]:
    """Every sample of `folder`/samples, with the evidence that the files of the splits hold for it already."""
    known = {sample.id: sample.evidence for sample in read_set(folder)}
    samples = [made(draft) for draft in read_drafts(folder / "samples")]
    return [msgspec.structs.replace(sample, evidence=known.get(sample.id)) for sample in samples]


def read_set(folder: Path) -> list[Sample]:
    """What the files of the splits hold; nothing where they are not written yet."""
    decoder = msgspec.json.Decoder(Sample)
    found: list[Sample] = []
    for split in SPLITS:
        path = folder / f"{split}.jsonl"
        if path.is_file():
            found += [decoder.decode(line) for line in path.read_bytes().splitlines()]
    return found


def write_set(folder: Path, samples: list[Sample]) -> None:
    """Write the files of the splits, in order of id: weak samples, and those whose effect was seen."""
    kept = sorted((one for one in samples if one.label is Label.WEAK or is_proof(one.evidence)), key=lambda one: one.id)
    for split in SPLITS:
        lines = [msgspec.json.encode(one) for one in kept if one.split == split]
        (folder / f"{split}.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))


def made(draft: Draft) -> Sample:
    """The record of one draft. Raises `DraftError` for what is missing or unknown."""
    category = CATEGORIES.get(draft.category)
    unknown = draft.fields.keys() - KEYS
    if category is None or unknown:
        raise DraftError(f"{draft.id}: unknown {sorted(unknown) or draft.category}")
    path = draft.one("path", "sample.py")
    if path not in draft.files:
        raise DraftError(f"{draft.id}: there is no file {path}")
    weak = category.label is Label.WEAK
    family = draft.one("family", draft.id)
    others = {name: text for name, text in draft.files.items() if name != path}
    given = _given(draft)
    unsafe = {name: text["unsafe"] for name, text in others.items()}
    sample = Sample(
        id=draft.id,
        title=draft.title,
        label=category.label,
        category=draft.category,
        family=family,
        cwe=tuple(f"CWE-{number}" for number in draft.one("cwe", category.cwe).split()),
        maps_to=MapsTo(stelp_risk=category.stelp_risk, redcode_exec=category.redcode),
        context=Surroundings(
            kind=Context(draft.one("context", "function")), path=path, files={**given, **unsafe}, base=draft.base
        ),
        code=draft.files[path]["unsafe"],
        ablated=None if weak else draft.files[path]["ablated"],
        ablated_files={} if weak else _differing(others, "ablated"),
        trigger=None if weak else _trigger(draft),
        effect=None if weak else effect_of(draft.one("effect", category.effect)),
        reference=draft.one("reference"),
        limits=_numbers(draft.one("limits")),
        twin=Twin(
            id=f"{draft.id}-safe",
            code=draft.files[path]["safe"],
            files=_differing(others, "safe"),
            tests=tuple(draft.all("test")),
        ),
        expected=Expected(
            verdict=Level(draft.one("verdict", category.verdict)), reason=draft.one("reason", category.reason)
        ),
        evasion=tuple(draft.one("evasion").split()),
        difficulty=int(draft.one("difficulty", "1")),
        provenance=Provenance(),
        split=split_of(family),
    )
    return _checked(sample)


def split_of(family: str) -> str:
    """A family is in one split, whichever samples it will have: decided by its name alone."""
    return SPLITS[hashlib.sha256(family.encode()).digest()[0] & 1]


def digest_of(sample: Sample, observer: str) -> str:
    """Changes when anything does that the evidence depends on."""
    parts = (sample.code, sample.ablated, sample.ablated_files, sample.context, sample.trigger, sample.effect)
    coded = msgspec.json.encode((*parts, sample.twin, sample.reference, sample.limits, observer))
    return hashlib.sha256(coded).hexdigest()


def is_proof(evidence: Evidence | None) -> bool:
    """Whether the effect was seen every time, and never where it must not be."""
    if evidence is None:
        return False
    absent = (evidence.twin_effects, evidence.ablated_effects, evidence.null_effects)
    return evidence.effects == evidence.known_positive == evidence.runs >= 1 and not any(absent)


def _checked(sample: Sample) -> Sample:
    if sample.code == sample.twin.code and not sample.twin.files:
        raise DraftError(f"{sample.id}: the twin is the sample")
    if sample.label is Label.UNSAFE and sample.code == sample.ablated and not sample.ablated_files:
        raise DraftError(f"{sample.id}: nothing is marked as the payload")
    if sample.trigger and not sample.twin.tests and sample.trigger.kind not in JUDGED_BY_EXIT:
        raise DraftError(f"{sample.id}: nothing says what the twin has to do")
    return sample


def _trigger(draft: Draft) -> Trigger:
    kinds = [kind for kind in TRIGGERS if kind in draft.fields]
    if len(kinds) != 1:
        raise DraftError(f"{draft.id}: {len(kinds)} triggers")
    variables = dict(line.split("=", 1) for line in draft.all("env"))
    return Trigger(kind=kinds[0], expr=draft.one(kinds[0]), env=variables)


def _given(draft: Draft) -> dict[str, str]:
    pairs = (line.partition("|") for line in draft.all("given"))
    return {name.strip(): text.strip().replace("\\n", "\n") for name, _, text in pairs}


def _differing(others: dict[str, dict[str, str]], arm: str) -> dict[str, str]:
    return {name: text[arm] for name, text in others.items() if text[arm] != text["unsafe"]}


def _numbers(text: str) -> dict[str, int]:
    return {name: int(value) for name, _, value in (word.partition("=") for word in text.split())}
