"""The table is complete: every class and every field of every Python present, and nothing unknown is let through."""

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stelp_ci.transpile.strict.policy import STRICT
from stelp_ci.transpile.strict.program import Program
from stelp_ci.transpile.strict.table import TABLE, Rule
from stelp_ci.transpile.strict.verify import unverified
from stelp_ci.transpile.strict.visitors import visitors

ASKED = """
import ast, json
kinds = [kind for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.AST)]
concrete = [kind for kind in kinds if not [sub for sub in kind.__subclasses__() if sub.__module__ == "ast"]]
old = "Num Str Bytes NameConstant Ellipsis Index ExtSlice Suite AugLoad AugStore Param slice".split()
print(json.dumps({kind.__name__: [kind._fields, kind.__doc__] for kind in concrete if kind.__name__ not in old}))
"""


def pythons() -> dict[str, str]:
    """Every interpreter from 3.11 on that is here; at least the running one."""
    found = {f"3.{sys.version_info.minor}": sys.executable}
    for path in sorted(Path.home().glob(".pyenv/versions/3.1[1-9].*/bin/python")):
        found.setdefault(path.parent.parent.name.rpartition(".")[0], str(path))
    for minor in range(11, 20):
        path = shutil.which(f"python3.{minor}")
        if path and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:
            found.setdefault(f"3.{minor}", path)
    return found


@pytest.mark.parametrize("version", sorted(pythons()))
def test_every_class_and_field_has_a_rule(version: str) -> None:
    asked = subprocess.run([pythons()[version], "-I", "-W", "ignore", "-c", ASKED], capture_output=True, check=True)
    grammar: dict[str, tuple[list[str], str]] = json.loads(asked.stdout)
    assert len(grammar) > 90
    for name, (fields, said) in grammar.items():
        assert name in TABLE, f"{name} has no rule"
        assert set(fields) <= set(TABLE[name].fields), name
        for kind, field in re.findall(r"([\w?*]+) (\w+)(?=[,)])", said):
            expected = TABLE[name].fields[field]
            assert kind in (expected, expected.replace("?*", "*")), (name, field)


def test_what_is_allowed_or_rewritten_has_a_visitor_and_nothing_else_has() -> None:
    handled = {kind.__name__ for kind in visitors(())}
    inline = {"Module", "alias", "arguments", "arg", "comprehension"}  # by the visitors of what they stand in
    marks = {name for name, entry in TABLE.items() if not entry.fields} - {"Pass", "Break", "Continue"}
    present = {name for name in TABLE if hasattr(ast, name)}
    expected = {name for name in present if TABLE[name].rule is not Rule.DENY} - inline - marks
    assert handled == expected


@pytest.mark.parametrize(
    "name", [name for name, entry in TABLE.items() if entry.rule is Rule.DENY and hasattr(ast, name)]
)
def test_a_denied_class_is_refused_by_both_checkers(name: str) -> None:
    node = getattr(ast, name)()
    program = Program(STRICT, visitors(()))
    program.visit[type(node)](node, program)
    assert [one.code.code for one in program.against] == ["STELP-S002"]
    assert unverified(ast.Module([node], [])) is not None


def test_a_class_that_nobody_knows_is_refused_by_both_checkers() -> None:
    class Gotcha(ast.stmt):
        _fields = ()

    node = Gotcha()
    program = Program(STRICT, visitors(()))
    program.visit[Gotcha](node, program)
    assert program.against
    assert unverified(ast.Module([node], [])) == (node, "Gotcha is not in the language")
