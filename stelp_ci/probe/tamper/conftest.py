"""What a conftest file newly decides: hooks that choose tests or write their results, and module-level tricks."""

import ast
from collections.abc import Iterator

from stelp_ci.model.syntax import parse
from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.probe.tamper.hit import TamperHit
from stelp_ci.probe.tamper.shape import last_name, shape

_HOOKS = frozenset(
    {
        "pytest_collection_modifyitems", "pytest_ignore_collect", "pytest_collect_file", "pytest_pycollect_makeitem",
        "pytest_runtest_makereport", "pytest_runtest_call", "pytest_runtest_protocol", "pytest_pyfunc_call",
        "pytest_runtest_setup", "pytest_runtest_logreport", "pytest_report_teststatus", "pytest_sessionfinish",
        "pytest_runtestloop", "pytest_cmdline_main", "pytest_configure", "pytest_load_initial_conftests",
        "pytest_generate_tests", "pytest_itemcollected", "pytest_deselected",
    }
)  # fmt: skip
_SWITCHES = frozenset({"collect_ignore", "collect_ignore_glob", "pytest_plugins"})


def compare_conftest(before: bytes | None, after: bytes | None, path: str) -> Iterator[TamperHit]:
    """New or edited hooks, autouse fixtures, and switches; nothing where the head has no syntax tree."""
    known = {shape(node) for node in _deciding(before)}
    for node in _deciding(after):
        if shape(node) not in known:
            name = getattr(node, "name", "") or "a switch"
            yield TamperHit(
                TamperKind.CONFIGURATION, path, node.lineno, f"`{name}` decides over tests, and is new or edited"
            )


def _deciding(source: bytes | None) -> list[ast.stmt]:
    tree = parse(source) if source is not None else None
    if not isinstance(tree, ast.Module):
        return []
    return [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and _decides(node)]


def _decides(node: ast.stmt) -> bool:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return name in _HOOKS or any(_is_autouse(mark) for mark in node.decorator_list)
        case ast.Assign(targets=targets):
            return any(last_name(target) in _SWITCHES | {"__eq__"} for target in targets)
        case _:
            return False


def _is_autouse(mark: ast.expr) -> bool:
    return isinstance(mark, ast.Call) and any(
        word.arg == "autouse" and isinstance(word.value, ast.Constant) and word.value.value is True
        for word in mark.keywords
    )
