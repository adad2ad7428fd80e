"""The one rewriting of the guarded profile leaves every line of real code where it was."""

import ast
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

import pytest

from stelp_ci.transpile.denial import let_denial_through, may_take_all

LIBRARY = Path(sysconfig.get_path("stdlib"))
MODULES = (
    "asyncio/base_events.py",
    "concurrent/futures/process.py",
    "subprocess.py",
    "threading.py",
    "unittest/case.py",
)
NAME = "denied"


def lines_of(code: CodeType) -> Iterator[tuple[str, set[int | None]]]:
    """Each code object below `code` with the lines that tracebacks and coverage can show of it."""
    yield code.co_qualname, {line for *_, line in code.co_lines()}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from lines_of(inner)


@pytest.mark.parametrize("module", MODULES)
def test_tracebacks_show_the_same_lines(module: str) -> None:
    source = (LIBRARY / module).read_text("utf-8")
    tree = ast.parse(source)
    assert let_denial_through(tree, NAME), "this module has no handler that takes everything"
    assert list(lines_of(compile(tree, module, "exec"))) == list(lines_of(compile(source, module, "exec")))
    assert ast.get_docstring(tree) == ast.get_docstring(ast.parse(source))


def test_a_handler_that_stood_elsewhere_would_be_noticed() -> None:
    source = "try:\n    pass\n\nexcept:\n    pass\n"
    tree = ast.parse(source)
    let_denial_through(tree, NAME)
    moved = [node for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    moved[0].lineno = moved[0].end_lineno = 3
    assert list(lines_of(compile(tree, "m", "exec"))) != list(lines_of(compile(source, "m", "exec")))


@pytest.mark.parametrize(
    "handler",
    [
        "except:",
        "except BaseException:",
        "except anything:",
        "except (ValueError, anything):",
        "except (ValueError,\n        anything) as found:",
        "except ValueError or anything:",
        "except kinds[0:1][0]:",
        "except\\\n BaseException:",
        "except(BaseException):",
        "except ValueError:\n    pass\nexcept module.anything:",
    ],
)
def test_no_handler_that_takes_everything_is_passed_over_at_a_glance(handler: str) -> None:
    assert may_take_all(f"# except Error\ntry:\n    pass\n{handler}\n    pass\n".encode())


def test_a_handler_in_another_encoding_is_not_passed_over_at_a_glance() -> None:
    source = b"# coding: utf-7\ntry:\n    pass\n+AGUAeABjAGUAcAB0ADo-\n    pass\n"
    assert may_take_all(source)
    assert let_denial_through(ast.parse(source), NAME)
    assert not may_take_all(b"# -*- coding: utf-8 -*-\n")


@pytest.mark.parametrize(
    "around",
    [
        "def f():\n    {}",
        "class C:\n    async def f(self):\n        async with a:\n            {}",
        "if a:\n    pass\nelif b:\n    pass\nelse:\n    {}",
        "while a:\n    pass\nelse:\n    for b in c:\n        {}",
        "match a:\n    case 1:\n        {}",
        "try:\n    pass\nexcept ValueError:\n    {}",
        "try:\n    pass\nexcept ValueError:\n    pass\nelse:\n    {}",
        "try:\n    pass\nfinally:\n    {}",
        "try:\n    {}\nfinally:\n    pass",
        "try:\n    pass\nexcept* ValueError:\n    {}",
    ],
)
def test_a_handler_is_found_in_every_block(around: str) -> None:
    place = around.partition("{}")[0].rpartition("\n")[2]
    handler = f"try:\n{place}    pass\n{place}except:\n{place}    pass"
    tree = ast.parse(around.format(handler))
    assert let_denial_through(tree, NAME)
    assert f"except {NAME}:" in ast.unparse(tree)


@pytest.mark.parametrize("handler", ["except ValueError:", "except (OSError, re.error.MyError,) as found:"])
def test_handlers_of_errors_alone_cost_no_parsing(handler: str) -> None:
    assert not may_take_all(f"try:\n    pass\n{handler}\n    pass\n".encode())


def test_what_a_glance_passes_over_in_the_standard_library_needs_no_rewriting() -> None:
    passed = [path for path in sorted(LIBRARY.glob("*.py")) if not may_take_all(path.read_bytes())]
    assert len(passed) > 50
    assert not [path for path in passed if let_denial_through(ast.parse(path.read_bytes()), NAME)]
