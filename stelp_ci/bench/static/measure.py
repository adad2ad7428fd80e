"""`stelp-ci bench static`: how often the static lane names the weakness of insecure snippets, and alarms falsely.

Arms: our semgrep rules alone, bandit alone, and the lane: both together with our analysers of hidden code and secrets.
A snippet counts as detected when some finding's CWE stands in the family of its label (`cwe_families.py`).
"""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from stelp_ci.bench.added_files import added_files, findings_of, sources_of
from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.cwe_families import family
from stelp_ci.bench.static.data import Snippet, read_references, read_sallm
from stelp_ci.bench.static.measured import LANE, Measured, Row
from stelp_ci.bench.static.table import as_document, as_table, figures_of
from stelp_ci.model.finding import Finding
from stelp_ci.model.ports import Progress, Scanner
from stelp_ci.scan.registry import SCANNERS
from stelp_ci.scan.sources import Sources

ARMS: dict[str, tuple[str, ...]] = {
    LANE: ("semgrep", "bandit", "obfuscation", "secrets"),
    "our rules": ("semgrep",),
    "bandit": ("bandit",),
}
"""The scanners of each arm; left out are those that judge a whole project rather than a piece of code."""

Found = list[list[Finding]]
Table = Mapping[str, Callable[[Sources], Scanner]]


def measure(options: Options, progress: Progress) -> Result:
    """Scan both data sets with every arm. Raises `StelpError` for data that is not there and files not scanned."""
    data = options.data_folder()
    insecure, references = read_sallm(data)[: options.limit], read_references(data)[: options.limit]
    progress.begin("bench", f"static: {len(insecure)} insecure snippets, {len(references)} reference programs")
    measured = Measured(judged(insecure), judged(references))
    progress.end("bench")
    arms = tuple(ARMS)
    return Result(as_document(measured, arms), as_table(measured, arms), measured.met, *figures_of(measured, arms))


def judged(snippets: list[Snippet], *, scanners: Table = SCANNERS) -> tuple[Row, ...]:
    """Each snippet with the arms that said something; every scanner runs once over all of them."""
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as folder:
        job = added_files([snippet.source.encode() for snippet in snippets], Path(folder, "change"))
        sources = sources_of(job)
        found = {name: findings_of(scanners[name](sources), job) for name in dict.fromkeys(sum(ARMS.values(), ()))}
    return tuple(_row(snippet, {name: said[at] for name, said in found.items()}) for at, snippet in enumerate(snippets))


def _row(snippet: Snippet, found: dict[str, list[Finding]]) -> Row:
    by_arm = {arm: [finding for name in names for finding in found[name]] for arm, names in ARMS.items()}
    detected = frozenset(arm for arm, findings in by_arm.items() if any(_names(snippet, one) for one in findings))
    alarmed = frozenset(arm for arm, findings in by_arm.items() if findings)
    return Row(snippet, detected, alarmed, frozenset(finding.rule for finding in found["semgrep"]))


def _names(snippet: Snippet, finding: Finding) -> bool:
    return snippet.cwe is not None and family(snippet.cwe) in {family(number) for number in finding.cwe}
