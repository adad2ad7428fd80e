"""One run of the tests that looks at the changed functions: what passes them, what calls them, what notices a fault."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import Any

from .search_path import SOURCE


def prepare(task: Any, record: Callable[..., None]) -> Any:
    """Make ready for pytest and the project, and give what `pytest_child.Selection` needs; None without a pytest."""
    os.chdir(SOURCE)
    gc.disable()
    sys.argv[:] = ["pytest"]
    from . import effects, imports, source_loader

    source_loader.install(denies=bool(task["deny"]))
    search = [path for path in sys.path if path == SOURCE or path.startswith((f"{SOURCE}/", "/layers/"))]
    finder = imports.install(imports.PYTEST, search)
    try:
        import pytest
    except ModuleNotFoundError as error:
        record(kind="unusable", reason=f"pytest cannot be imported: {error}")
        return None
    del pytest
    if task["deny"]:
        source_loader.rewrite_tests_too()
        effects.enforce(task["deny"])
    return finder


def run(document: dict[str, Any], record: Callable[..., None]) -> int:
    """Run the tests and record `statements`, `watched` and `mutant` objects; returns pytest's exit code."""
    finder = prepare(document["pytest"], record)
    if finder is None:
        return 0
    from . import import_runs, mutant_runs, options, pytest_child, survey

    for index, watched in enumerate(document["watched"]):
        record(kind="statements", index=index, lines=survey.code_lines(watched))
    seen = survey.Survey(document, record)
    plugins = [
        seen,
        mutant_runs.MutantControl(document, seen),
        options.OptionFilter(),
        pytest_child.Selection(document["pytest"], finder),
    ]
    with import_runs.waiting(document, finder, record) as tell:
        pytest_child.run_pytest(pytest_child.arguments(document["pytest"]), plugins, seen)
        seen.tell()
        tell(seen.passing())
    return 0
