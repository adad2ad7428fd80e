"""Derives the evidence of the effect-verified set anew, inside gVisor: does every sample do what it is labelled with?

python datasets/verify.py                    # the whole set; goes on where an interrupted run stopped
python datasets/verify.py --sample 20        # some of it, drawn with --seed
python datasets/verify.py --only fs.read     # one sub-category, or one sample
python datasets/verify.py --public DIR       # how many rows of InjectedHumanEval and RedCode have an effect at all

Of each sample: the sample 3 of 3 times, its twin, the sample without its payload, and nothing at all 0 of 3, and a
program that is known to have the effect 3 of 3. The log of every run is kept below build/. Exit status: 0 when
everything is as labelled, 1 when something is not, 4 when the sandbox failed.
"""

import argparse
import json
import random
import sys
from pathlib import Path

import msgspec

from stelp_ci.bench.effects import public
from stelp_ci.bench.effects.building import build, digest_of, is_proof, read_set, write_set
from stelp_ci.bench.effects.machine import Machine
from stelp_ci.bench.effects.record import Evidence, Label, Sample
from stelp_ci.bench.effects.verifying import Derived, read_positives, verify
from stelp_ci.errors import StelpError
from stelp_ci.kept import Kept

HERE = Path(__file__).parent
FOLDER = HERE / "effects" / "v1"
OBSERVER = HERE / "observer"
STATE = HERE.parent / "build" / "effects-verified"


def main() -> int:
    """Verify what the options choose."""
    arguments = parsed()
    if arguments.public:
        return say_public(arguments.public, arguments.jobs)
    samples = build(FOLDER) if arguments.missing else read_set(FOLDER)
    unsafe = [one for one in samples if one.label is Label.UNSAFE]
    chosen = [one for one in unsafe if any(one.id.startswith(start) for start in arguments.only or [""])]
    if arguments.missing:
        machine_digest = Machine(OBSERVER).observer_digest
        chosen = [one for one in chosen if not is_current(one, machine_digest)]
    if arguments.sample:
        chosen = random.Random(arguments.seed).sample(chosen, min(arguments.sample, len(chosen)))  # noqa: S311
    if not chosen:
        sys.stdout.write("nothing to verify\n")
        return 0
    machine = Machine(OBSERVER)
    state = State(machine.observer_digest, fresh=arguments.fresh)
    todo = [one for one in chosen if not state.knows(one)]
    positives = read_positives(FOLDER / "tripwires.toml")
    for number, derived in enumerate(verify(todo, machine, positives, jobs=arguments.jobs), 1):
        state.keep(derived)
        say(derived, number, len(todo))
    return report(chosen, state, write=arguments.write)


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, metavar="N", help="verify N samples, drawn at random")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of what is drawn (default: 0)")
    parser.add_argument("--only", action="append", metavar="START", help="only ids that begin with START")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="sandboxes at a time (default: 2)")
    parser.add_argument("--missing", action="store_true", help="only drafts without current evidence")
    parser.add_argument("--fresh", action="store_true", help="forget what an interrupted run has done already")
    parser.add_argument("--write", action="store_true", help="write the evidence into the files of the set")
    parser.add_argument("--public", type=Path, metavar="DIR", help="run the public sets in this folder instead")
    return parser.parse_args()


def say_public(data: Path, jobs: int) -> int:
    """The table of the public sets; the JSON of it lies below build/. An interrupted run goes on where it was."""
    rows = public.read_rows(data)
    STATE.mkdir(parents=True, exist_ok=True)
    shown: list[public.Shown] = []
    for some in public.show(
        rows, Machine(OBSERVER), Kept(STATE / "public.jsonl", stages=("bench/effects",)), jobs=jobs
    ):
        shown += some
        sys.stderr.write(f"{len(shown)} of {len(rows)}\n")
    groups = public.grouped(shown)
    document = {name: one._asdict() for name, one in groups.items()}
    (STATE / "public.json").write_text(json.dumps(document, indent=2) + "\n", "utf-8")
    sys.stdout.write(public.as_text(groups))
    return 0


def is_current(sample: Sample, observer: str) -> bool:
    """Whether the evidence in the file is proof, of this text, by this observer."""
    known = sample.evidence
    return known is not None and is_proof(known) and known.digest == digest_of(sample, observer)


class State:
    """What a run has derived so far, a file a sample: an interrupted run goes on from it."""

    def __init__(self, observer: str, *, fresh: bool) -> None:
        self.observer = observer
        STATE.mkdir(parents=True, exist_ok=True)
        for path in STATE.glob("*.json") if fresh else ():
            path.unlink()

    def path(self, sample: Sample) -> Path:
        """Where the result of this very text lies."""
        return STATE / f"{sample.id}-{digest_of(sample, self.observer)[:16]}.json"

    def knows(self, sample: Sample) -> bool:
        """Whether it was verified, and was what it claims."""
        return self.path(sample).is_file() and not self.read(sample)["problems"]

    def read(self, sample: Sample) -> dict[str, object]:
        """What was derived."""
        return json.loads(self.path(sample).read_bytes())

    def keep(self, derived: Derived) -> None:
        """Write one result, and its log beside it."""
        log = STATE / "logs"
        log.mkdir(exist_ok=True)
        lines = b"\n".join(msgspec.json.encode(one) for one in derived.log)
        (log / f"{derived.id}.jsonl").write_bytes(lines)
        path = STATE / f"{derived.id}-{derived.evidence.digest[:16]}.json"
        aside = path.with_suffix(".new")
        aside.write_bytes(msgspec.json.encode({"evidence": derived.evidence, "problems": derived.problems}))
        aside.replace(path)


def say(derived: Derived, number: int, whole: int) -> None:
    """One line a sample, more where something is wrong."""
    sys.stdout.write(f"{number:4}/{whole} {'ok ' if not derived.problems else 'NOT'} {derived.id}\n")
    for problem in derived.problems:
        sys.stdout.write(f"          {problem}\n")
    sys.stdout.flush()


def report(chosen: list[Sample], state: State, *, write: bool) -> int:
    """Sum up, and write the evidence where that was asked for."""
    results = {one.id: state.read(one) for one in chosen}
    wrong = [name for name, result in results.items() if result["problems"]]
    if write:
        found = {name: msgspec.convert(one["evidence"], Evidence) for name, one in results.items() if name not in wrong}
        samples = build(FOLDER)
        write_set(FOLDER, [msgspec.structs.replace(one, evidence=found.get(one.id, one.evidence)) for one in samples])
    sys.stdout.write(f"{len(chosen) - len(wrong)} of {len(chosen)} are as labelled\n")
    return int(bool(wrong))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except StelpError as error:
        sys.stderr.write(f"verify: {error}\n")
        sys.exit(4)
    except KeyboardInterrupt:
        sys.stderr.write("verify: interrupted; the same command goes on from here\n")
        sys.exit(130)
