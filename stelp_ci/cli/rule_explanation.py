"""What `stelp-ci rules explain` says about one semgrep rule of ours, or one code of the transpiler."""

import pkgutil
import textwrap
from difflib import get_close_matches
from importlib import import_module

from stelp_ci import transpile
from stelp_ci.errors import UsageError
from stelp_ci.report.escape import clip, terminal_text
from stelp_ci.scan.rule_case import example, read_case
from stelp_ci.scan.rule_catalogue import Catalogued, read_rule
from stelp_ci.scan.rules import rules_directory
from stelp_ci.transpile.codes import Code

WIDTH = 100


def known_codes() -> dict[str, Code]:
    """Every code of the transpiler by its name: what its modules called `codes` or `..._codes` define."""
    modules = pkgutil.walk_packages(transpile.__path__, f"{transpile.__name__}.")
    loaded = [import_module(module.name) for module in modules if module.name.endswith("codes")]
    return {value.code: value for module in loaded for value in vars(module).values() if isinstance(value, Code)}


def explanation(name: str) -> str:
    """Some paragraphs. Raises `UsageError` for a name that is neither, with the nearest one as the remedy."""
    paths = {path.stem: path for path in rules_directory().glob("*.yaml")}
    codes = known_codes()
    if name in paths:
        return _of_rule(read_rule(paths[name]))
    if name.upper() in codes:
        return _of_code(codes[name.upper()])
    near = get_close_matches(name, [*paths, *codes], n=1)
    remedy = f"Did you mean {near[0]}?" if near else "`stelp-ci rules list` shows the rules."
    raise UsageError(f"no rule and no code is called {terminal_text(clip(name, 60))}", remedy=remedy)


def _of_code(code: Code) -> str:
    parts = [f"{code.code}: {code.title}", _wrapped(code.explanation), _wrapped(f"Instead: {code.repair}")]
    return "\n\n".join(parts) + "\n"


def _of_rule(rule: Catalogued) -> str:
    about = rule.metadata
    parts = [
        f"{rule.id} ({rule.severity.lower()}, confidence {about.confidence})\n{about.cwe}",
        _wrapped(f"{rule.message} {about.rationale}"),
        _wrapped(f"Instead: {about.repair}"),
        *_examples(rule),
        "\n".join(f"See {link}" for link in about.references),
    ]
    return "\n\n".join(parts) + "\n"


def _examples(rule: Catalogued) -> list[str]:
    """The first hit and the first near miss of the case; none where the installation has no case."""
    case = read_case(rule.case, rule.id)
    if case is None or not case.positives or not case.negatives:
        return []
    found, spared = example(case, case.positives[0]), example(case, case.negatives[0])
    return [f"Finding:\n\n{textwrap.indent(found, '    ')}", f"No finding:\n\n{textwrap.indent(spared, '    ')}"]


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
