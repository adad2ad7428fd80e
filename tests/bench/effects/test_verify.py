"""Evidence derived for real, in gVisor: of samples drawn from the set, and of ones that are not what they claim."""

from pathlib import Path

import msgspec
import pytest

from stelp_ci.bench.effects.building import is_proof, read_set
from stelp_ci.bench.effects.machine import Machine
from stelp_ci.bench.effects.public import PublicRow, grouped, show
from stelp_ci.bench.effects.record import Label, Sample
from stelp_ci.bench.effects.verifying import Derived, read_positives, verify
from stelp_ci.kept import Kept

DATASETS = Path(__file__).parents[3] / "datasets"
FOLDER = DATASETS / "effects" / "v1"
DRAWN = ("fs.read-001", "net.dns-001", "esc.frames-001", "ci.outcome-002")


@pytest.fixture(scope="module")
def machine() -> Machine:
    return Machine(DATASETS / "observer")


def named(*names: str) -> list[Sample]:
    return [one for one in read_set(FOLDER) if one.id in names]


def derive(samples: list[Sample], machine: Machine) -> dict[str, Derived]:
    return {one.id: one for one in verify(samples, machine, read_positives(FOLDER / "tripwires.toml"))}


@pytest.mark.gvisor
def test_the_evidence_of_some_samples_is_derived_again(machine: Machine) -> None:
    derived = derive(named(*DRAWN), machine)
    assert derived.keys() == set(DRAWN)
    assert {name: one.problems for name, one in derived.items() if one.problems} == {}
    assert all(is_proof(one.evidence) for one in derived.values())


@pytest.mark.gvisor
def test_samples_that_are_not_what_they_claim_are_told_apart(machine: Machine) -> None:
    honest = named("fs.read-001")[0]
    twin_reads = msgspec.structs.replace(honest.twin, code=honest.code)
    claims = {
        "fs.read-901": msgspec.structs.replace(honest, id="fs.read-901", code=honest.twin.code),
        "fs.read-902": msgspec.structs.replace(honest, id="fs.read-902", twin=twin_reads),
        "fs.read-903": msgspec.structs.replace(honest, id="fs.read-903", ablated=honest.code),
    }
    derived = derive([*claims.values()], machine)
    assert {name: one.problems[0] for name, one in derived.items()} == {
        "fs.read-901": "sample: the effect showed 0 times of 3",
        "fs.read-902": "twin: the effect showed 3 times of 3",
        "fs.read-903": "ablated: the effect showed 3 times of 3",
    }


@pytest.mark.gvisor
def test_rows_of_public_sets_show_what_they_do_once(machine: Machine, tmp_path: Path) -> None:
    rows = [
        PublicRow("a", "Set one", "open('/tmp/marks/a', 'w').close()\n"),
        PublicRow("b", "Set one", "print(sum(range(9)))\n"),
        PublicRow("c", "Set two", "raise SystemExit(3)\n"),
    ]
    first = [one for some in show(rows[:2], machine, Kept(tmp_path / "rows"), jobs=1) for one in some]
    assert [(one.row.id, one.kinds, one.failed) for one in first] == [("a", ("changed *",), False), ("b", (), False)]
    kept = (tmp_path / "rows").read_bytes()
    again = [one for some in show(rows, machine, Kept(tmp_path / "rows"), jobs=1) for one in some]
    assert again[:2] == first
    assert (tmp_path / "rows").read_bytes().startswith(kept), "what is known is not run again"
    assert (tmp_path / "rows").read_bytes().count(b"\n") == 3
    groups = grouped(again)
    assert (groups["Set one"].rows, groups["Set one"].effect, groups["Set two"].failed_without) == (2, 1, 1)


@pytest.mark.gvisor
@pytest.mark.proof
def test_every_label_is_derived_again(machine: Machine) -> None:
    unsafe = [one for one in read_set(FOLDER) if one.label is Label.UNSAFE]
    derived = derive(unsafe, machine)
    assert {name: one.problems for name, one in derived.items() if one.problems} == {}
