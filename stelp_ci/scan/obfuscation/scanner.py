"""The obfuscation analyser."""

import re
from collections.abc import Iterator

from stelp_ci.model.finding import Confidence, Severity
from stelp_ci.scan.analyser import View
from stelp_ci.scan.hit import Hit, Rule, place_in
from stelp_ci.scan.obfuscation.decoding import hidden_runs
from stelp_ci.scan.obfuscation.shape import LOOKED_AT, odd_shapes
from stelp_ci.scan.sources import changed_sources

NAME = "obfuscation"

_RUNS = re.compile(
    r"exec|eval|compile|__import__|import_module|getattr|system|popen|subprocess|__dict__|globals|locals|vars"
    r"|sys.modules|loads|FunctionType|CodeType|interact|run_path"
)
"""What no hidden run can do without, as it is written. Python reads other letters as these, so ASCII is asked, too."""

_REMEDY = {
    "decoded-and-run": "write the code down, or leave it out; nobody can review what is decoded at run time",
    "assembled-name": "write the name down as it is",
    "encoded-literal": "put the data into a file of its own, with its origin, or write it in the clear",
    "escaped-text": "write the text in the clear",
    "far-to-the-right": "put the statement on a line of its own",
    "unreadable-names": "name things by what they are",
}
_SEVERITY = {"decoded-and-run": Severity.HIGH, "assembled-name": Severity.HIGH, "far-to-the-right": Severity.HIGH}


def look(view: View) -> Iterator[Hit]:
    """What the changed Python of one side hides."""
    for source in changed_sources(view.job.change, view.sources, view.side):
        for run in hidden_runs(source.nodes) if _may_run(source.text) else ():
            line = getattr(run.node, "lineno", 1)
            yield Hit(_rule(run.code, run.what), place_in(source, line))
        for shape in odd_shapes(source.of(*LOOKED_AT), source.text):
            yield Hit(_rule(shape.code, shape.what), place_in(source, shape.line))


def _may_run(text: str) -> bool:
    return not text.isascii() or _RUNS.search(text) is not None


def _rule(code: str, what: str) -> Rule:
    return Rule(
        name=code,
        severity=_SEVERITY.get(code, Severity.MEDIUM),
        confidence=Confidence.MEDIUM,
        message=what,
        cwe=(506,),
        remedy=_REMEDY[code],
        url="https://cwe.mitre.org/data/definitions/506.html",
    )
