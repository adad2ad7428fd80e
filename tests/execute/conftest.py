"""One sandbox for the whole session: its root takes seconds to build, and every run in it is fresh anyway."""

import sys
from pathlib import Path

import pytest

from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.runsc import RunscSandbox, open_sandbox


@pytest.fixture(scope="session")
def sandbox_cache(shared_cache: Path) -> Path:
    """Where the root and the harness are."""
    return shared_cache


@pytest.fixture(scope="session")
def harness(sandbox_cache: Path) -> Path:
    """The pytest that runs inside."""
    return harness_layer(sandbox_cache, inspect_interpreter(Path(sys.executable))).site


@pytest.fixture(scope="session")
def sandbox(sandbox_cache: Path, harness: Path) -> RunscSandbox:
    """gVisor with the Python that runs these tests."""
    return open_sandbox(interpreter=inspect_interpreter(Path(sys.executable)), harness=harness, cache=sandbox_cache)
