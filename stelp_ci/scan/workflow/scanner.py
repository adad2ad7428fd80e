"""The workflow analyser: permissions and triggers that grow, actions that are not pinned, checks that are weakened."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from stelp_ci.model.finding import Confidence, Severity
from stelp_ci.scan.analyser import View
from stelp_ci.scan.changed_text import Text, changed_texts
from stelp_ci.scan.hit import Hit, Place, Rule
from stelp_ci.scan.sources import Side
from stelp_ci.scan.workflow.document import Step, Table, grants_of, read_document, steps_of, table_of, triggers_of

NAME = "workflow"

_RISKY = {
    "pull_request_target": Severity.HIGH,
    "workflow_run": Severity.HIGH,
    "issue_comment": Severity.HIGH,
    "issues": Severity.MEDIUM,
    "discussion": Severity.MEDIUM,
    "discussion_comment": Severity.MEDIUM,
    "pull_request_review_comment": Severity.MEDIUM,
    "repository_dispatch": Severity.MEDIUM,
    "fork": Severity.MEDIUM,
    "schedule": Severity.LOW,
    "workflow_dispatch": Severity.LOW,
}
_PINNED = r"@[0-9a-f]{40}$|@sha256:[0-9a-f]{64}$"
_GATE = r"\bstelp-ci\b|\bstelp_ci\b"
_CHECKS = r"\b(pytest|tox|nox|unittest|make (test|check|lint)|ruff|mypy|pyright|pre-commit|bandit|semgrep)\b"
_SHRUG = r"(?m)\|\|\s*(true|:|exit 0|echo\b)|;\s*(true|exit 0)\s*$|^\s*set \+e"
_REMOTE = r"\b(curl|wget)\b[^|\n]*\|\s*(sudo\s+)?(ba|z|da)?sh\b"
_READS = r"secrets(?:\.([A-Za-z_]\w*)|\[)"


def look(view: View) -> Iterator[Hit]:
    """What the changed workflows of one side may do. Raises `ScanError` for a head that cannot be read."""
    for text in changed_texts(view):
        if is_workflow(text.path):
            yield from _workflow(view, text)
        elif PurePosixPath(text.path).name == ".pre-commit-config.yaml":
            yield from _lost_gate(view, text, text.whole)


def is_workflow(path: str) -> bool:
    """Whether GitHub reads the file as a workflow or an action."""
    name = PurePosixPath(path)
    if name.suffix.lower() not in {".yml", ".yaml"}:
        return False
    return str(name.parent) == ".github/workflows" or name.stem.lower() == "action"


def _workflow(view: View, text: Text) -> Iterator[Hit]:
    document = read_document(text.whole, text.path)
    for job, scope in grants_of(document):
        message = f"{job} may write `{scope}`"
        yield _hit(text, "permission-write", message, scope, Severity.HIGH, f"{job} {scope}")
    for trigger in triggers_of(document):
        if trigger in _RISKY:
            message = f"the workflow now starts on `{trigger}`"
            yield _hit(text, "trigger-added", message, trigger, _RISKY[trigger], trigger)
    for step in steps_of(document):
        yield from _step(text, step)
    yield from _secrets(text)
    yield from _lost_gate(view, text, _gate_text(document))


def _step(text: Text, step: Step) -> Iterator[Hit]:
    if step.uses and not step.uses.startswith("./") and not re.search(_PINNED, step.uses):
        message = f"`{step.uses}` is taken by a name that its owner can move"
        yield _hit(text, "unpinned-action", message, step.uses, Severity.MEDIUM, step.uses.partition("@")[0])
    if re.search(_REMOTE, step.run):
        yield _hit(text, "remote-script", "a script from the network is run", _line(step.run, _REMOTE), Severity.HIGH)
    gate = re.search(_GATE, step.uses) or re.search(_GATE, step.run)
    needle = step.uses or next(iter(step.run.strip().splitlines()), "")
    if gate:
        yield from _weak_gate(text, step, needle)
    elif re.search(_CHECKS, step.run) and (_ignored(step) or re.search(_SHRUG, step.run)):
        yield _hit(text, "check-ignored", "the step's failure no longer counts", needle, Severity.MEDIUM, step.run)


def _weak_gate(text: Text, step: Step, needle: str) -> Iterator[Hit]:
    """A step that runs stelp-ci, and what keeps its answer from counting."""
    given = table_of(step.table.get("with"))
    weak = {
        "continues after an error": _ignored(step),
        "runs only sometimes": bool(step.says("if")),
        "has its exit code dropped": bool(re.search(_SHRUG, step.run)),
        "executes nothing": "--no-exec" in step.run,
        "has its verdict ignored": str(given.get("gate", "")).lower() in {"none", "never", "off", "false"},
        "only observes": str(given.get("mode", "")).lower() == "observe",
    }
    for how, applies in weak.items():
        if applies:
            message = f"the step that runs stelp-ci {how}"
            yield _hit(text, "gate-weakened", message, needle, Severity.HIGH, f"{how} {needle}")


def _ignored(step: Step) -> bool:
    return (
        step.says("continue-on-error").lower() not in {"", "false"} or step.says("if").strip(" ${}").lower() == "false"
    )


def _secrets(text: Text) -> Iterator[Hit]:
    for number, line in text.numbered:
        for found in re.finditer(_READS, line):
            name = found[1] or "all of them"
            if name != "GITHUB_TOKEN":
                message = f"the workflow reads the secret {name}"
                yield _at(text, number, _rule("secret-used", message, Severity.MEDIUM), name)


def _gate_text(document: Table) -> str:
    return "\n".join(f"{step.uses} {step.run}" for step in steps_of(document))


def _lost_gate(view: View, text: Text, said: str) -> Iterator[Hit]:
    """A step or hook of stelp-ci that the base has in this file and the head has not."""
    if view.side is not Side.HEAD or re.search(_GATE, said) or text.file.base_path is None:
        return
    before = view.sources.content(Side.BASE, text.file.base_path) or b""
    if re.search(_GATE, before.decode("utf-8", "replace")):
        yield _at(text, 1, _rule("gate-removed", "stelp-ci no longer runs here", Severity.HIGH), "stelp-ci")


def _line(run: str, pattern: str) -> str:
    return next((line.strip() for line in run.splitlines() if re.search(pattern, line)), run)


def _hit(text: Text, code: str, message: str, needle: str, severity: Severity, key: str = "") -> Hit:  # noqa: PLR0913 - one line of a table
    """A hit on the first line with `needle` that the change wrote, else on the first with it."""
    having = [number for number, line in text.numbered if needle.strip() in line] or [1]
    line = next((number for number in having if number in text.file.added_lines), having[0])
    return _at(text, line, _rule(code, message, severity), key or needle)


def _at(text: Text, line: int, rule: Rule, key: str) -> Hit:
    return Hit(rule, Place(text.path, line, line, 0, rule.name, key))


_REMEDIES = {
    "permission-write": "give the job that needs it the one permission that it needs",
    "trigger-added": "start on `pull_request`, which gives no secrets and no write access to forks",
    "unpinned-action": "name the commit (40 hex digits), with the version in a comment",
    "remote-script": "check a digest of the script, or keep it in the repository",
    "check-ignored": "let the step fail",
    "gate-weakened": "let stelp-ci's answer count, or let a person take it away in a change of its own",
    "gate-removed": "let a person take it away, in a change of its own",
    "secret-used": "check that only trusted code runs in the job that has the secret",
}


def _rule(code: str, message: str, severity: Severity) -> Rule:
    return Rule(
        name=code,
        severity=severity,
        confidence=Confidence.HIGH,
        message=message,
        cwe=(829,) if code in {"unpinned-action", "remote-script"} else (250,),
        remedy=_REMEDIES[code],
        url="https://docs.github.com/en/actions/security-for-github-actions/security-guides/security-hardening-for-github-actions",
    )
