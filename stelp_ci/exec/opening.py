"""Opens the sandbox in which programs run: the chosen Python, and gVisor."""

import os
from pathlib import Path

from stelp_ci.execute.choice import AUTO, open_chosen
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.python_choice import choose_python
from stelp_ci.model.ports import AnySandbox


def open_program_sandbox(cache: Path, *, python: str | None = None, backend: str = AUTO) -> AnySandbox:
    """The sandbox of `backend` on `python` (a path or a command), else on the Python behind our own.

    Raises `SandboxError` or `LayerError` when it cannot be had.
    """
    interpreter = inspect_interpreter(choose_python(explicit=python, repo=None, environment=os.environ))
    harness = harness_layer(cache, interpreter)
    return open_chosen(backend, interpreter=interpreter, harness=harness.site, cache=cache)
