"""The list of rules as a table for people, as JSON, and as the page docs/rules-list.md."""

import json
from collections.abc import Callable

from stelp_ci.report.escape import terminal_text
from stelp_ci.scan.rule_catalogue import Catalogued

Rules = tuple[Catalogued, ...]

_INTRODUCTION = """\
# The rules

Generated: `stelp-ci rules list --format markdown > docs/rules-list.md`. `stelp-ci rules explain ID` says why, what to
do instead, and shows an example. How the rules do on public data stands in [rules-quality.md](rules-quality.md).

| rule | severity | confidence | CWE | finding |
|---|---|---|---|---|
"""


def as_terminal(rules: Rules) -> str:
    """One line a rule, by weakness; a last line that counts."""
    width = max(len(rule.id) for rule in rules)
    lines = [
        f"{rule.id:<{width}}  {rule.severity.lower():<8}  CWE-{rule.cwe:<4}  {rule.message}"
        for rule in _by_weakness(rules)
    ]
    return (
        "\n".join([*map(terminal_text, lines), f"{len(rules)} rules; `stelp-ci rules explain ID` explains one"]) + "\n"
    )


def as_json(rules: Rules) -> str:
    """`[{"id", "severity", "confidence", "cwe", "message", "rationale", "repair", "references"}]`, by id."""
    return json.dumps([_document(rule) for rule in rules], indent=2) + "\n"


def as_markdown(rules: Rules) -> str:
    """The page; ids and words of our own need no escaping but for the bar."""
    return _INTRODUCTION + "".join(_row(rule) for rule in rules)


def _row(rule: Catalogued) -> str:
    link = f"[`{rule.id}`](../rules/{rule.path.name})"
    cells = (link, rule.severity.lower(), rule.metadata.confidence, f"CWE-{rule.cwe}", rule.message.replace("|", "\\|"))
    return f"| {' | '.join(cells)} |\n"


def _document(rule: Catalogued) -> dict[str, object]:
    about = rule.metadata
    return {
        "id": rule.id,
        "severity": rule.severity.lower(),
        "confidence": str(about.confidence),
        "cwe": about.cwe,
        "message": rule.message,
        "rationale": about.rationale,
        "repair": about.repair,
        "references": list(about.references),
    }


def _by_weakness(rules: Rules) -> list[Catalogued]:
    return sorted(rules, key=lambda rule: (rule.cwe, rule.id))


RENDERINGS: dict[str, Callable[[Rules], str]] = {"terminal": as_terminal, "json": as_json, "markdown": as_markdown}
"""By the word of `--format`."""
