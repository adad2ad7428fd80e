"""docs/codes.md and docs/strict-language.md, generated from the tables that decide.

`python -m stelp_ci.cli.language_pages codes > docs/codes.md`, and the same with `language`.
"""

import sys
import textwrap
from collections.abc import Iterable

from stelp_ci.cli.rule_explanation import known_codes
from stelp_ci.transpile.codes import Code
from stelp_ci.transpile.facades.table import MODULES
from stelp_ci.transpile.strict import names
from stelp_ci.transpile.strict.table import TABLE, Rule

WIDTH = 120
_CODES = """\
# Codes of the transpiler

Every refusal and every stop has one of these codes; they do not change. `stelp-ci rules explain CODE` shows one of
them. P: the input discipline and the parser. S: the strict profile, before anything runs. R: the strict profile, while
a program runs. This page is generated from the codes by `make schema`.
"""
_LANGUAGE = """\
# The strict language

What programs of the strict profile may be made of; everything else is refused. [transpiler.md](transpiler.md) says
how it works, [codes.md](codes.md) what each refusal means. This page is generated from the tables that decide, by
`make schema`.

## Constructs

Python's own names for them (https://docs.python.org/3/library/ast.html). What is rewritten stays the same program
with a bound or a check in it.

| construct | | |
|---|---|---|
"""


def codes_page() -> str:
    """Every code with what it means and what to do."""
    codes = sorted(known_codes().values(), key=lambda one: one.code)
    return "\n".join([_CODES, *map(_paragraph, codes)])


def _paragraph(code: Code) -> str:
    explained, repair = _wrapped(code.explanation), _wrapped(f"Instead: {code.repair}")
    return f"## {code.code}: {code.title}\n\n{explained}\n\n{repair}\n"


def language_page() -> str:
    """The constructs, builtins, special names and modules."""
    rows = [
        f"| {name} | {entry.rule.value} | {entry.reason.replace('|', chr(92) + '|')} |\n"
        for name, entry in sorted(TABLE.items())
        if entry.fields or entry.rule is not Rule.ALLOW
    ]
    modules = "".join(f"- `{module}`: {', '.join(sorted(held))}\n" for module, held in sorted(MODULES.items()))
    return (
        f"{_LANGUAGE}{''.join(rows)}\n"
        f"## Builtins\n\n{_listed(names.BUILTINS)}\n\n"
        f"## Special methods that a class may define\n\n{_listed(names.DEFINABLE)}\n\n"
        f"## Special attributes that may be read\n\n{_listed(names.READABLE | {'__class__', '__dict__'})}\n\n"
        "## Private attributes\n\nAny that the program itself defines or stores, and of named tuples and "
        f"enumerations:\n{_listed(names.PRIVATE_METHODS)}\n\n"
        f"## Modules\n\n{modules}"
    )


def _listed(found: Iterable[str]) -> str:
    return _wrapped(", ".join(f"`{name}`" for name in sorted(found)))


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


if __name__ == "__main__":
    sys.stdout.write({"codes": codes_page, "language": language_page}[sys.argv[1]]())
