"""The counts of the data sheet, which `datasets/build.py` writes anew between its marks. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

from stelp_ci.bench.effects.categories import CATEGORIES
from stelp_ci.bench.effects.record import Label, Sample

BEGIN, END = "<!-- counts -->", "<!-- /counts -->"


def with_counts(sheet: str, samples: Sequence[Sample]) -> str:
    """The text of the data sheet with the counts of these samples. Raises `ValueError` where its marks are missing."""
    block = f"{BEGIN}\n{_summary(samples)}\n\n{_table(samples)}\n{END}"
    counted, marks = re.subn(f"{BEGIN}.*{END}", lambda _: block, sheet, flags=re.DOTALL)
    if marks != 1:
        raise ValueError(f"the data sheet has {marks} places between {BEGIN} and {END}")
    return counted


def _summary(samples: Sequence[Sample]) -> str:
    unsafe, weak = ([one for one in samples if one.label is label] for label in (Label.UNSAFE, Label.WEAK))
    kinds = Counter(one.context.kind.value for one in unsafe)
    contexts = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    return (
        f"{len(unsafe)} unsafe samples ({_by_split(unsafe)}) and {len(weak)} weak ones ({_by_split(weak)}), "
        f"each with its twin. Unsafe ones by context: {contexts}."
    )


def _by_split(samples: Collection[Sample]) -> str:
    return ", ".join(f"{sum(one.split == split for one in samples)} {split}" for split in ("dev", "test"))


def _table(samples: Sequence[Sample]) -> str:
    counted = Counter((one.category, one.split) for one in samples)
    lines = ["| sub-category | what it does | CWE | dev | test |", "|---|---|---|---|---|"]
    for name, category in CATEGORIES.items():
        numbers = {int(cwe.removeprefix("CWE-")) for one in samples if one.category == name for cwe in one.cwe}
        cwes = " ".join(map(str, sorted(numbers)))
        lines.append(f"| {name} | {category.title} | {cwes} | {counted[name, 'dev']} | {counted[name, 'test']} |")
    return "\n".join(lines)
