"""The process under judgement, for tasks that are not pytest: a trusted script that runs what it is given."""

from __future__ import annotations

import importlib
import os
from typing import Any

from .events import Events
from .search_path import set_search_path
from .task import Task


def run(task: Task, events_fd: int) -> int:
    """Run the script that the task names; returns its exit code.

    A script is a module NAME_script with `run(document, record)`, where `record(**fields)` reports one JSON object.
    """
    script = task["script"]
    if script is None:
        raise ValueError("a task without work")
    os.makedirs(os.environ["HOME"], exist_ok=True)  # noqa: PTH103 - as in pytest_child
    os.chdir(os.environ["HOME"])
    set_search_path(script["import_paths"], task["layers"])
    events = Events(events_fd, task["token"])
    module = importlib.import_module(f".{script['name']}_script", __package__)

    def record(**body: Any) -> None:
        events.send("record", body=body)

    code: int = module.run(script["document"], record)
    events.send("end", exit=code)
    return code
