# ruff: noqa: PTH103, PTH118
# pathlib is most of what a small interpreter would load; paths in here are plain strings.
"""The process under judgement: pytest, collected once, its tests run, each event sent to the runner as plain data."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import time
from typing import Any

from . import marks
from .search_path import SOURCE, set_search_path
from .task import PytestTask, Task

CACHE = "/tmp/.pytest_cache"  # noqa: S108 - a private tmpfs
USAGE = 4
SHARE_OF_WALL = 0.8
"""The part of the wall time after which no further stub is tried."""
FLOOD_FACTOR = 16


def run(task: Task, events_fd: int) -> int:
    """Run the task; returns pytest's exit code."""
    began = time.monotonic()
    os.chdir(SOURCE)
    os.makedirs(os.environ["HOME"], exist_ok=True)
    gc.disable()
    pytest_task = task["pytest"]
    if pytest_task is None:
        raise ValueError("a task without tests")
    search = set_search_path(pytest_task["import_paths"], task["layers"])
    sys.argv[:] = ["pytest"]
    from . import imports

    finder = imports.install(imports.PYTEST, search)
    from .events import Events

    events = Events(events_fd, task["token"])
    try:
        from . import options, recording
    except ModuleNotFoundError as error:
        events.send("usage", **no_pytest(error))
        return USAGE
    recorder = recording.Recorder(events, flood=task["limits"]["output_kib"] * FLOOD_FACTOR << 10)
    until = began + task["limits"]["wall_s"] * SHARE_OF_WALL
    watching = [*trace(pytest_task, events), Selection(pytest_task, finder)]
    plugins = [recorder, *controls(pytest_task, events, recorder, until), options.OptionFilter(), *watching]
    code = run_pytest(arguments(pytest_task), plugins, recorder)
    leave(watching)
    events.send("end", exit=code)
    return code


def controls(task: PytestTask, events: Any, recorder: Any, until: float) -> list[Any]:
    """What runs the tests again: with functions replaced, and as they are."""
    from . import repeats, stub_runs

    return [
        stub_runs.StubControl(task, events, recorder, until),
        repeats.Repeats(task, events, recorder, until),
    ]


def trace(task: PytestTask, events: Any) -> list[Any]:
    """Import the project from its source alone; with a trace or a denial, the plugin that watches what it does."""
    from . import source_loader

    source_loader.install(denies=bool(task["deny"]))
    if not task["trace"] and not task["deny"]:
        return []
    from .effects import Trace

    watcher = Trace(events, task["deny"])
    watcher.nobody = noting_of_pytest()
    watcher.install()
    if task["deny"]:
        source_loader.rewrite_tests_too()
    return [watcher]


def noting_of_pytest() -> Any:
    """The code with which pytest writes into the environment, six times a test, which test is running.

    Whose line that is need not be looked for: the way down to the first frame costs more than the rest of the trace.
    """
    noting = getattr(importlib.import_module("_pytest.runner"), "_update_current_test_var", None)
    return getattr(noting, "__code__", None)


def leave(watching: list[Any]) -> None:
    """Do what the interpreter does when it ends, while it can still be told: wait for threads, run exit handlers.

    What the trace was left by other threads is sent last.
    """
    for module, function in (("threading", "_shutdown"), ("atexit", "_run_exitfuncs")):
        getattr(importlib.import_module(module), function)()
    for watcher in watching:
        getattr(watcher, "flush", int)()


def no_pytest(error: ModuleNotFoundError) -> dict[str, Any]:
    """What is told when neither the layers nor the harness have a pytest for this Python."""
    message = f"pytest cannot be imported: {error}"
    return {"path": "", "line": 0, "exception": "ModuleNotFoundError", "message": message, "missing": error.name or ""}


def arguments(task: PytestTask) -> list[str]:
    """The command line of pytest. `options.ADDED_BY_US` stands first: what comes before it is the project's."""
    plugins = [word for plugin in task["plugins"] for word in ("-p", plugin)]
    ignored = [f"--ignore={os.path.join(SOURCE, path)}" for path in task["ignore"]]
    fixed = [
        "--rootdir=/src",
        "-o",
        f"cache_dir={CACHE}",
        "--color=no",
        "--tb=short",
        "--continue-on-collection-errors",
    ]
    return [*fixed, *plugins, *ignored, *task["options"], *task["targets"]]


def run_pytest(args: list[str], plugins: list[Any], recorder: Any) -> int:
    """What `pytest.main` does, except that a configuration that cannot be read is told as an event."""
    config_module = importlib.import_module("_pytest.config")
    import pytest

    marks.mark(marks.BEGIN)

    try:
        config = config_module._prepareconfig(args, plugins)
    except (pytest.UsageError, config_module.ConftestImportFailure) as error:
        return refuse(error, recorder)
    try:
        return int(config.hook.pytest_cmdline_main(config=config))
    except pytest.UsageError as error:
        return refuse(error, recorder)
    finally:
        config._ensure_unconfigure()


def refuse(error: BaseException, recorder: Any) -> int:
    """Tell why pytest would not begin."""
    from . import recording

    failure = recording.describe(error)
    recorder.events.send("usage", **failure)
    print(failure["message"], file=sys.stderr)  # noqa: T201 - the output of this process is what people read
    return USAGE


class Selection:
    """Leaves out what the settings leave out, and gives imports back to Python before the project's code is loaded."""

    def __init__(self, task: PytestTask, finder: Any) -> None:
        self.marks = task["deselect_marks"]
        self.finder = finder

    def pytest_load_initial_conftests(self) -> None:
        """All of pytest is loaded; what follows is the project's."""
        from . import imports

        imports.remove(self.finder)
        gc.freeze()
        gc.enable()

    def pytest_collection_modifyitems(self, config: Any, items: list[Any]) -> None:
        """Deselect the tests that bear one of the marks."""
        out = [item for item in items if any(item.get_closest_marker(mark) for mark in self.marks)]
        if out:
            config.hook.pytest_deselected(items=out)
            items[:] = [item for item in items if item not in out]
