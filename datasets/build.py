"""Writes dev.jsonl, test.jsonl, schema.json and the counts of the data sheet from the sample files of the set.

python datasets/build.py            # keeps the evidence that is there; verify.py --write derives what is missing
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from stelp_ci.bench.effects.building import build, read_set, write_set
from stelp_ci.bench.effects.record import json_schema
from stelp_ci.bench.effects.sheet import with_counts
from stelp_ci.bench.effects.similar import near_duplicates
from stelp_ci.errors import StelpError

FOLDER = Path(__file__).parent / "effects" / "v1"


def main() -> int:
    """Build; 1 when two families are near-duplicates of each other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    arguments = parser.parse_args()
    drafts = build(arguments.folder)
    write_set(arguments.folder, drafts)
    samples = read_set(arguments.folder)
    unproven = sorted({one.id for one in drafts} - {one.id for one in samples})
    (arguments.folder / "schema.json").write_text(json.dumps(json_schema(), indent=2) + "\n", "utf-8")
    sheet = arguments.folder / "DATASHEET.md"
    sheet.write_text(with_counts(sheet.read_text("utf-8"), samples), "utf-8")
    codes = {one.id: one.code + "\n".join(one.context.files.values()) for one in samples}
    pairs = near_duplicates(codes, {one.id: one.family for one in samples})
    counted = Counter((one.label.value, one.split) for one in samples)
    sys.stdout.write(f"{len(samples)} samples: {dict(sorted(counted.items()))}\n")
    if unproven:
        sys.stdout.write(f"left out, without evidence: {len(unproven)}: {' '.join(unproven)}\n")
    for pair in pairs:
        sys.stdout.write(f"near-duplicates ({pair.similarity:.2f}): {pair.one} {pair.other}\n")
    return int(bool(pairs))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except StelpError as error:
        sys.exit(f"build: {error}")
