"""Detection and false alarms of the static lane: what counts as right, what is never counted, and a sample for real."""

import json
from collections import Counter
from pathlib import Path

import pytest

from stelp_ci.bench.benchmark import Options
from stelp_ci.bench.cwe_families import FAMILIES, family
from stelp_ci.bench.static import measure as static
from stelp_ci.bench.static.data import Snippet, read_references, read_sallm
from stelp_ci.bench.static.measure import ARMS, judged
from stelp_ci.bench.static.measured import LANE, Measured, Row
from stelp_ci.bench.static.table import as_document, as_table
from stelp_ci.cli.progress import Silent
from stelp_ci.errors import StelpError
from stelp_ci.model.finding import ScanResult
from stelp_ci.model.outcome import Failed
from stelp_ci.model.ports import ScanJob, Scanner
from stelp_ci.scan.rule_catalogue import read_catalogue
from stelp_ci.scan.rules import rules_directory
from stelp_ci.scan.sources import Sources

DATA = Path(__file__).parents[2] / "../shared/data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not beside the checkout")

SHELL = "import os\n\n\ndef run(command):\n    os.system(command)\n"
SNIPPETS = [
    Snippet("right", 77, SHELL),
    Snippet("another weakness", 611, SHELL),
    Snippet("nothing wrong", 22, "def add(left, right):\n    return left + right\n"),
]


def test_no_weakness_stands_in_two_families() -> None:
    counted = Counter(number for numbers in FAMILIES.values() for number in numbers)
    assert [number for number, times in counted.items() if times > 1] == []


def test_a_weakness_without_a_family_is_its_own() -> None:
    assert family(78) == family(77) == "command"
    assert family(1236) == "CWE-1236"


def test_a_snippet_is_detected_only_by_a_finding_of_its_own_family() -> None:
    right, another, clean = judged(SNIPPETS)
    assert right.detected == frozenset(ARMS)
    assert another.detected == frozenset() and another.alarmed == frozenset(ARMS)
    assert clean.detected == clean.alarmed == frozenset()


def test_a_scanner_that_failed_is_no_silence() -> None:
    class Broken:
        @property
        def name(self) -> str:
            return "bandit"

        def scan(self, job: ScanJob) -> tuple[ScanResult, ...]:
            return (Failed(stage="scan", what=f"bandit on {len(job.change.files)}", reason="gone"),)

    def broken(_: Sources) -> Scanner:
        return Broken()

    scanners = {**static.SCANNERS, "bandit": broken}
    with pytest.raises(StelpError, match="gone"):
        judged(SNIPPETS, scanners=scanners)


def _row(cwe: int | None, *arms: str, detected: bool = True) -> Row:
    return Row(Snippet("x", cwe, ""), frozenset(arms if detected else ()), frozenset(arms), frozenset({"a-rule"}))


def test_the_shares_and_the_targets_follow_the_rows() -> None:
    measured = Measured((_row(78, LANE, "bandit"), _row(22)), (_row(None, "bandit", detected=False), _row(None)))
    assert (measured.detection(LANE), measured.detection("our rules"), measured.false_positives("bandit")) == (
        0.5,
        0,
        0.5,
    )
    assert not measured.met
    document = json.loads(json.dumps(as_document(measured, tuple(ARMS))))
    assert document["detection"][LANE] == 0.5 and document["false_positive_rate"]["bandit"] == 0.5
    assert document["per_cwe"][1]["detected"] == {LANE: 1, "our rules": 0, "bandit": 1}
    assert "50%" in as_table(measured, tuple(ARMS))


@needs_data
def test_the_data_sets_are_read_whole() -> None:
    insecure, references = read_sallm(DATA), read_references(DATA)
    assert (len(insecure), len(references)) == (100, 591)
    assert Counter(row.cwe for row in insecure)[78] == 10
    assert not any("assert candidate(" in row.source for row in references)


@needs_data
def test_a_label_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "sallm").mkdir()
    (tmp_path / "sallm" / "dataset.jsonl").write_text('{"id": "unlabelled.py", "insecure_code": ""}\n')
    with pytest.raises(StelpError, match="without a CWE"):
        read_sallm(tmp_path)
    with pytest.raises(StelpError, match="cannot be read"):
        read_references(tmp_path)


@needs_data
def test_a_sample_of_both_data_sets_is_judged() -> None:
    result = static.measure(Options(runs=1, data=DATA, limit=8), Silent())
    document = json.loads(json.dumps(result.document))
    assert document["detection"][LANE] == 1 and document["false_positive_rate"][LANE] == 0
    assert set(document["rules_by_rows"]) <= {rule.id for rule in read_catalogue(rules_directory())}
    assert result.met


@needs_data
@pytest.mark.proof
def test_the_whole_data_sets_meet_the_targets() -> None:
    result = static.measure(Options(runs=1, data=DATA), Silent())
    assert result.met, result.text
