"""The sandbox of a real Docker Engine, for the tests that `tests/execute` asks of runsc itself, and for its own."""

import sys
from pathlib import Path

import pytest

from stelp_ci.errors import SandboxError
from stelp_ci.execute.docker import DockerSandbox, open_docker
from stelp_ci.execute.docker_image import build_image, current_image
from stelp_ci.execute.engine import Engine, connect
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import Interpreter, inspect_interpreter

BASE = "stelp-ci-base:local"


@pytest.fixture(scope="session")
def interpreter() -> Interpreter:
    return inspect_interpreter(Path(sys.executable))


@pytest.fixture(scope="session")
def harness(shared_cache: Path, interpreter: Interpreter) -> Path:
    return harness_layer(shared_cache, interpreter).site


@pytest.fixture(scope="session")
def engine() -> Engine:
    return connect()


@pytest.fixture(scope="session")
def image(engine: Engine, interpreter: Interpreter, harness: Path) -> str:
    """The image of this very checkout: what `make docker` built, or built now on the same base."""
    try:
        return current_image(engine, interpreter, harness).id
    except SandboxError:
        return build_image(engine, interpreter, harness, base=BASE, on_line=lambda _: None).id


@pytest.fixture(scope="session")
def sandbox(interpreter: Interpreter, harness: Path, image: str) -> DockerSandbox:
    """gVisor behind Docker with the Python of the image."""
    assert image
    return open_docker(interpreter=interpreter, harness=harness)
