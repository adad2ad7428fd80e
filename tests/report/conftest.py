"""Sample reports and golden files; `STELP_UPDATE_GOLDEN=1 pytest tests/report` writes the golden files anew."""

import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "golden" / "report"
UPDATE = os.environ.get("STELP_UPDATE_GOLDEN") == "1"


def _load_samples() -> ModuleType:
    spec = importlib.util.spec_from_file_location("report_samples", HERE / "samples.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


SAMPLES = _load_samples()


@pytest.fixture(scope="session")
def samples() -> ModuleType:
    """The module that makes the sample reports."""
    return SAMPLES


@pytest.fixture(params=SAMPLES.SAMPLES)
def sample(request: pytest.FixtureRequest) -> str:
    """The name of each sample in turn."""
    return request.param


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with a golden file byte for byte, or write the file."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if UPDATE:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.exists(), f"no golden file {name}: write it with STELP_UPDATE_GOLDEN=1, then read it"
        assert path.read_bytes().decode() == text

    return compare
