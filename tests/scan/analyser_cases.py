"""Tables of analyser cases: one YAML file an analyser, each case a change and the findings that it must have.

`found` lists `rule path:line` of the new findings in the change, `any` in place of `found` accepts whatever names one
of its rules. `{{NAME}}` in a file's content stands for something that must not be spelled out in this repository.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

import msgspec
import yaml

from stelp_ci.model.change import Author, Certainty
from stelp_ci.model.finding import Finding, Scanned
from stelp_ci.model.ports import ScanJob, Scanner
from stelp_ci.scan.sources import Sources

FOLDER = Path(__file__).parents[1] / "cases" / "scan"


class AnalyserCase(NamedTuple):
    name: str
    head: dict[str, str]
    base: dict[str, str]
    found: list[str]
    messages: tuple[str, ...]
    agent: str | None
    renamed: dict[str, str]


def cases_of(analyser: str, words: Mapping[str, str] | None = None) -> list[AnalyserCase]:
    """The cases of one analyser, `{{words}}` filled in."""
    text = (FOLDER / f"{analyser}.yml").read_text(encoding="utf-8")
    read = cast(list[dict[str, Any]], yaml.safe_load(text))
    return [_case(one, words or {}) for one in read]


def _case(one: dict[str, Any], words: Mapping[str, str]) -> AnalyserCase:
    unknown = set(one) - {"name", "head", "base", "found", "messages", "agent", "renamed"}
    assert not unknown, unknown
    return AnalyserCase(
        name=one["name"],
        head=_filled(one.get("head", {}), words),
        base=_filled(one.get("base", {}), words),
        found=list(one["found"]),
        messages=tuple(one.get("messages", ())),
        agent=one.get("agent"),
        renamed=dict(one.get("renamed", {})),
    )


def _filled(files: dict[str, str], words: Mapping[str, str]) -> dict[str, str]:
    filled = dict(files)
    for path, content in files.items():
        for word, value in words.items():
            filled[path] = filled[path].replace("{{" + word + "}}", value)
        assert "{{WORD" not in content
    return filled


def findings_of(
    case: AnalyserCase, make_job: Callable[..., ScanJob], scanner: Callable[[Sources], Scanner]
) -> list[Finding]:
    """The new findings in the change; a scanner that failed is an error of the case."""
    job = make_job(case.base, case.head, renamed=case.renamed)
    author = Author(agent=case.agent, certainty=Certainty.CERTAIN) if case.agent else Author()
    job = job._replace(change=msgspec.structs.replace(job.change, messages=case.messages, author=author))
    results = scanner(Sources(job.trees)).scan(job)
    assert all(isinstance(result, Scanned) for result in results), results
    found = [finding for result in results if isinstance(result, Scanned) for finding in result.findings]
    return [finding for finding in found if finding.new and finding.in_change]


def told(findings: list[Finding]) -> list[str]:
    """Findings as the tables write them."""
    return [f"{finding.rule} {finding.location.path}:{finding.location.line}" for finding in findings]
