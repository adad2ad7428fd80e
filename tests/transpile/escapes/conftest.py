"""One sandbox root for all tests that run programs of the strict profile."""

from pathlib import Path

import pytest

from tests.transpile.escapes.sandboxed import Sandboxed


@pytest.fixture(scope="session")
def sandboxed(shared_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Sandboxed:
    """gVisor with this Python and the transpiler."""
    return Sandboxed(shared_cache, tmp_path_factory.mktemp("sandboxed"))
