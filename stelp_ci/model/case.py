"""Everything a gate may look at."""

from typing import NamedTuple

from stelp_ci.model.change import Change
from stelp_ci.model.evidence import Evidence
from stelp_ci.model.finding import Finding, Scanned, ScanResult
from stelp_ci.model.grammar import GrammarSettings
from stelp_ci.model.outcome import Failed
from stelp_ci.model.program import ProgramResult
from stelp_ci.model.settings import GateSettings


class Case(NamedTuple):
    """One change with all that is known about it. `failures` are those of the stages, the scanners' included."""

    change: Change
    scans: tuple[ScanResult, ...]
    programs: tuple[ProgramResult, ...]
    evidence: tuple[Evidence, ...]
    failures: tuple[Failed, ...]
    settings: GateSettings
    grammar: GrammarSettings = GrammarSettings()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of every scanner that ran to its end."""
        return tuple(finding for scan in self.scans if isinstance(scan, Scanned) for finding in scan.findings)
