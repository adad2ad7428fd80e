"""What our modules in the sandbox import of each other is there, too."""

import ast

import pytest

from stelp_ci.execute.inside import MODULES, inside_file


@pytest.mark.parametrize("module", MODULES)
def test_each_module_of_ours_that_is_imported_inside_is_mounted(module: str) -> None:
    tree = ast.parse(inside_file(module).read_text(encoding="utf-8"))
    relative = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 1]
    named = {alias.name for node in relative if not node.module for alias in node.names}
    named |= {node.module.partition(".")[0] for node in relative if node.module}
    assert named - {*MODULES, "transpile"} == set()
