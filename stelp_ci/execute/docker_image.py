"""The image of the sandbox: built from `sandbox/Dockerfile`, found again by its labels."""

import hashlib
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from stelp_ci.errors import SandboxError
from stelp_ci.execute.engine import Engine, Image
from stelp_ci.execute.inside import FILLER, FREEZER, LOWERING, inside_digest, inside_file
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.rootfs import lay_out
from stelp_ci.resources import resource

NAME = "stelp-ci-sandbox"
CONTENTS = "stelp-ci.contents"
BASE = "stelp-ci.base"
DOCKERFILE = "Dockerfile"


def tag_of(interpreter: Interpreter) -> str:
    """The name of the image for that version of Python."""
    return f"{NAME}:py{interpreter.minor}"


def current_image(engine: Engine, interpreter: Interpreter, harness: Path) -> Image:
    """The image that holds what this stelp-ci would put into it.

    Raises `SandboxError`, with the command that builds it.
    """
    tag = tag_of(interpreter)
    remedy = f"stelp-ci sandbox build --backend docker --python {interpreter.executable}"
    image = engine.image(tag)
    if image is None:
        raise SandboxError(f"the Docker Engine has no image {tag}", remedy=remedy)
    if image.labels.get(CONTENTS) != contents_digest(harness):
        raise SandboxError(f"the image {tag} was built by another stelp-ci, or with another pytest", remedy=remedy)
    return image


def build_image(
    engine: Engine, interpreter: Interpreter, harness: Path, *, base: str | None, on_line: Callable[[str], None]
) -> Image:
    """Build the image on `base`, else on the one that the Dockerfile pins. Raises `SandboxError`."""
    arguments = {"MINOR": interpreter.minor, **({"BASE_IMAGE": base} if base else {})}
    labels = {CONTENTS: contents_digest(harness), BASE: base or pinned_base()}
    with _context(harness) as context:
        for line in engine.build(context, tag=tag_of(interpreter), arguments=arguments, labels=labels):
            on_line(line.strip())
    return current_image(engine, interpreter, harness)


def contents_digest(harness: Path) -> str:
    """Changes when anything of ours that the image holds does."""
    digest = hashlib.sha256(f"{inside_digest()}\n{_dockerfile().read_text(encoding='utf-8')}".encode())
    files = sorted(path for path in harness.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    for path in files:
        digest.update(f"{path.relative_to(harness)}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def pinned_base() -> str:
    """The base image that the Dockerfile names."""
    text = _dockerfile().read_text(encoding="utf-8")
    return next(line for line in text.splitlines() if line.startswith("ARG BASE_IMAGE=")).partition("=")[2]


def _dockerfile() -> Path:
    directory = resource("sandbox")
    if directory is None or not (directory / DOCKERFILE).is_file():
        raise SandboxError("sandbox/Dockerfile is missing from this installation", remedy="install stelp-ci again")
    return directory / DOCKERFILE


@contextmanager
def _context(harness: Path) -> Generator[Path]:
    """The build context, as the Dockerfile expects it."""
    with TemporaryDirectory(prefix="stelp-ci-") as name:
        folder = Path(name)
        (folder / "tree").mkdir(mode=0o755)
        lay_out(folder / "tree", harness)
        for path in (_dockerfile(), inside_file(FILLER), inside_file(FREEZER), inside_file(LOWERING)):
            shutil.copyfile(path, folder / path.name)
        yield folder
