"""One sandbox for the probes that run real code; its root is shared with the tests that run the whole tool."""

import sys
from pathlib import Path

import pytest

from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import RunscSandbox, open_sandbox


@pytest.fixture(scope="session")
def sandbox(shared_cache: Path) -> RunscSandbox:
    """gVisor with the Python that runs these tests."""
    interpreter = inspect_interpreter(Path(sys.executable))
    harness = harness_layer(shared_cache, interpreter).site
    return open_sandbox(interpreter=interpreter, harness=harness, cache=shared_cache)
