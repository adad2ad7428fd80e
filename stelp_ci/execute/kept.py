"""What sandboxes keep on this machine between runs, and what an earlier one may have left: listed, and taken away."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from stelp_ci.errors import SandboxError
from stelp_ci.execute.docker_image import BASE, CONTENTS
from stelp_ci.execute.engine import Engine, connect

UNUSED_DAYS = 30
DAY_S = 86400.0
STORES = ("rootfs", "layers", "harness")


class Kept(NamedTuple):
    """One thing on this machine. `size` is in bytes; `unused_s` are seconds since it was last used, None if unknown."""

    kind: str
    name: str
    size: int
    unused_s: float | None
    remove: Callable[[], None]


def entries(cache: Path) -> tuple[Kept, ...]:
    """Roots, layers and images: what makes the next run quick. Docker's are left out where no daemon answers."""
    return (*_stored(cache), *_images())


def leftovers(cache: Path) -> tuple[Kept, ...]:
    """What runs that were killed have left behind in caches and in Docker; `workspace.sweep` does the rest."""
    return (*_half_built(cache), *_containers())


def stale(found: tuple[Kept, ...], *, everything: bool) -> tuple[Kept, ...]:
    """Those of `entries` that nobody has used for a month, or all of them. An image says nothing about its use."""
    limit = 0.0 if everything else UNUSED_DAYS * DAY_S
    return tuple(entry for entry in found if everything or (entry.unused_s or 0.0) > limit)


def daemon() -> Engine | None:
    """The Docker Engine of this machine, if one answers."""
    try:
        return connect()
    except SandboxError:
        return None


def _stored(cache: Path) -> Iterator[Kept]:
    for store in STORES:
        for path in _below(cache / store):
            if path.is_dir() and not path.name.startswith("."):
                yield _directory(store, path)


def _half_built(cache: Path) -> Iterator[Kept]:
    """Directories that a build was writing; one that is younger than a day may still be at it."""
    for store in STORES:
        for path in _below(cache / store):
            if path.is_dir() and path.name.startswith(".") and _age(path) > DAY_S:
                yield _directory("half-built", path)


def _containers() -> Iterator[Kept]:
    engine = daemon()
    if engine is None:
        return
    for container, owner in engine.owners().items():
        if not owner.isdecimal() or not Path(f"/proc/{owner}").exists():
            yield Kept("container", container, 0, None, _remover(engine, container))


def _images() -> Iterator[Kept]:
    engine = daemon()
    if engine is None:
        return
    for image in engine.images(label=CONTENTS):
        name = f"{', '.join(image.tags) or image.id[7:19]} on {image.labels.get(BASE, 'an unknown base')}"
        yield Kept("image", name, image.size, None, lambda found=image.id: engine.remove_image(found))


def _remover(engine: Engine, container: str) -> Callable[[], None]:
    return lambda: engine.remove(container)


def _directory(kind: str, path: Path) -> Kept:
    return Kept(kind, str(path), _size(path), _age(path), lambda: shutil.rmtree(path))


def _below(directory: Path) -> list[Path]:
    """What lies in a directory, by name; nothing where it is missing, or not for us."""
    try:
        return sorted(directory.iterdir())
    except OSError:
        return []


def _age(path: Path) -> float:
    try:
        return max(time.time() - path.stat().st_mtime, 0.0)
    except OSError:
        return 0.0


def _size(path: Path) -> int:
    sizes = (os.lstat(Path(folder, name)).st_size for folder, _, names in os.walk(path) for name in names)
    try:
        return sum(sizes)
    except FileNotFoundError:  # another run is at it
        return 0
