"""Every gate is asked; the worst answer wins."""

from collections.abc import Callable, Iterator

from stelp_ci.gate import (
    assessed,
    capabilities,
    claims,
    controls,
    differential,
    effects,
    failures,
    findings,
    guarded_files,
    isolated,
    kernel,
    mutants,
    readable,
    tampering,
    tests,
    untested,
    vacuous,
)
from stelp_ci.model.case import Case
from stelp_ci.model.verdict import Decision, Reason, Verdict

Gate = Callable[[Case], Iterator[Reason]]

GATES: dict[str, Gate] = {
    "readable": readable.judge,
    "tests": tests.judge,
    "tampering": tampering.judge,
    "vacuous": vacuous.judge,
    "controls": controls.judge,
    "untested": untested.judge,
    "differential": differential.judge,
    "mutants": mutants.judge,
    "assessed": assessed.judge,
    "findings": findings.judge,
    "capabilities": capabilities.judge,
    "effects": effects.judge,
    "kernel": kernel.judge,
    "isolated": isolated.judge,
    "claims": claims.judge,
    "guarded-files": guarded_files.judge,
    "failures": failures.judge,
}


def judge(case: Case, gates: dict[str, Gate] = GATES) -> Verdict:
    """The verdict over `gates`; without any gate nothing was judged, which is inconclusive."""
    if not gates:
        reason = Reason(decision=Decision.INCONCLUSIVE, gate="gates", message="no gate was asked")
        return Verdict(decision=Decision.INCONCLUSIVE, reasons=(reason,), gates=())
    reasons = [reason for gate in gates.values() for reason in gate(case)]
    reasons.sort(key=lambda reason: -reason.decision.rank)
    decision = reasons[0].decision if reasons else Decision.PASS
    return Verdict(decision=decision, reasons=tuple(reasons), gates=tuple(gates))
