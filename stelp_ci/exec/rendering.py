"""One program's result as text for a terminal, as JSON, or as feedback for whoever writes the next version."""

import json
from typing import Any

import msgspec

from stelp_ci.exec.feedback import feedback_of, repairs_of
from stelp_ci.exec.lines import line_of
from stelp_ci.model.execution import RuntimeIdentity
from stelp_ci.model.program_run import ProgramRun, RunStatus, RunViolation
from stelp_ci.report.escape import clip, guard_log, json_text, terminal_text
from stelp_ci.transpile.plain_data import encode

SHOWN = 8_000
EVIDENCE = "self-reported"
"""How strong a value is: the process that ran the program told it."""


def as_json(run: ProgramRun, runtime: RuntimeIdentity) -> str:
    """The line of a batch, with what ran it and how strong its value is."""
    violations = [{**msgspec.to_builtins(one), "col": one.column} for one in run.violations]
    facts: dict[str, Any] = {
        "stdout_cut": run.stdout_cut,
        "evidence": EVIDENCE,
        "calls": msgspec.to_builtins(run.calls),
        "loosened": list(run.loosened),
    }
    document = {**line_of(run), "violations": violations, **facts, "runtime": msgspec.to_builtins(runtime)}
    return json_text(json.dumps(document, indent=2)) + "\n"


def as_agent(source: bytes, run: ProgramRun, *, attempt: int = 1) -> str:
    """Feedback: what was seen, where, and what to write instead."""
    return json_text(json.dumps(feedback_of(source, run, attempt=attempt), indent=2)) + "\n"


def as_text(run: ProgramRun) -> str:
    """A few lines for people; nothing in them acts on the terminal."""
    lines = [_headline(run), *(_violation(one) for one in run.violations)]
    if run.exception and run.status is not RunStatus.BLOCKED:
        place = f" (line {run.exception.line})" if run.exception.line else ""
        lines.append(f"  {run.exception.type}: {run.exception.message}{place}")
    if run.limit:
        lines += [f"  {repair}" for repair in repairs_of(run)[-1:]]
    if run.status is RunStatus.COMPLETED and run.value is not None:
        lines.append(f"  value, as the program's process told it: {json.dumps(encode(run.value))}")
    lines += [f"  tool {call.tool}: {call.outcome} in {call.ms:.1f} ms {call.detail}".rstrip() for call in run.calls]
    lines += _printed(run)
    lines += [f"  loosened by the policy: {one}" for one in run.loosened]
    lines.append(f"  transpiled in {run.transpile_ms:.1f} ms, ran for {run.run_ms:.1f} ms")
    return guard_log("".join(f"{terminal_text(clip(line, SHOWN), keep='')}\n" for line in lines))


def _headline(run: ProgramRun) -> str:
    limit = f" by the {run.limit} limit" if run.limit else ""
    stage = f" at the stage {run.stage}" if run.stage else ""
    return f"{run.status}{limit}{stage}"


def _violation(one: RunViolation) -> str:
    place = f"{one.line}:{one.column} " if one.line else ""
    return f"  {place}{one.code} {one.message}{f' [{one.seen}]' if one.seen else ''} {one.repair}".rstrip()


def _printed(run: ProgramRun) -> list[str]:
    if not run.stdout:
        return []
    cut = " (its end)" if run.stdout_cut else ""
    return [f"  printed{cut}:", *(f"  | {line}" for line in clip(run.stdout, SHOWN).splitlines())]
