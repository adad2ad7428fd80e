"""`stelp-ci sandbox`: build what runs are quick with, look inside, list what is kept, take away what is not needed."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from stelp_ci.cli import exit_codes

if TYPE_CHECKING:
    from stelp_ci.execute.interpreter import Interpreter
    from stelp_ci.execute.kept import Kept

EXAMPLES = """\
  stelp-ci sandbox build                       the root that runsc mounts, before the first run needs it
  stelp-ci sandbox build --backend docker      the image, on the base that sandbox/Dockerfile pins
  stelp-ci sandbox build --backend docker --base-image python:3.13-slim@sha256:DIGEST --python python3.13
  stelp-ci sandbox shell --source .            a Python prompt inside, with its containment
  stelp-ci sandbox ls                          roots, layers and images on this machine
  stelp-ci sandbox prune                       what nobody has used for 30 days, and what killed runs left
"""
BACKENDS = ("auto", "runsc", "docker")
"""As in `execute.choice`, which is not imported for `--help`."""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of `sandbox`."""
    parser.add_argument("action", choices=["build", "shell", "ls", "prune"], help="what to do (see the examples)")
    parser.add_argument(
        "--backend",
        choices=BACKENDS,
        default="auto",
        help="of build and shell: runsc itself, or a Docker Engine (default: auto, runsc if it is installed)",
    )
    parser.add_argument(
        "--python", metavar="PATH", help="the interpreter inside (default: as `stelp-ci check` chooses)"
    )
    parser.add_argument(
        "--base-image",
        metavar="IMAGE",
        help="of build: what the image takes its Python from, pinned by digest (default: as in sandbox/Dockerfile)",
    )
    parser.add_argument(
        "--source",
        metavar="DIR",
        default=".",
        help="of shell: the tree to mount at /src (default: the current directory)",
    )
    parser.add_argument("--all", action="store_true", help="of prune: everything that is kept, used or not")


def run(arguments: Namespace) -> int:
    """Do it; 0 when it is done."""
    match arguments.action:
        case "build":
            _build(arguments)
        case "shell":
            _shell(arguments)
        case "ls":
            _list()
        case _:
            _prune(everything=arguments.all)
    return exit_codes.PASS


def _build(arguments: Namespace) -> None:
    from stelp_ci.cache import cache_directory
    from stelp_ci.cli.progress import open_progress
    from stelp_ci.execute.choice import RUNSC, chosen_backend
    from stelp_ci.execute.docker_image import build_image
    from stelp_ci.execute.engine import connect
    from stelp_ci.execute.rootfs import sandbox_root

    cache = cache_directory()
    with open_progress() as progress:
        progress.begin("sandbox", "preparing pytest")
        interpreter, harness = _parts(arguments.python, cache)
        if chosen_backend(arguments.backend) == RUNSC:
            progress.begin("sandbox", "copying and compiling the standard library")
            built = str(sandbox_root(interpreter, harness, cache))
        else:
            image = build_image(
                connect(),
                interpreter,
                harness,
                base=arguments.base_image,
                on_line=lambda line: progress.begin("sandbox", line) if line else None,
            )
            built = f"{', '.join(image.tags)} ({image.id})"
        progress.end("sandbox")
    _write(f"built {built}\n")


def _shell(arguments: Namespace) -> None:
    from stelp_ci.cache import cache_directory
    from stelp_ci.errors import UsageError
    from stelp_ci.execute.shell import look_inside

    source = Path(arguments.source)
    if not source.is_dir():
        raise UsageError(f"--source {source}: no such directory", remedy="Check the path.")
    cache = cache_directory()
    interpreter, harness = _parts(arguments.python, cache)
    look_inside(arguments.backend, source.resolve(), interpreter=interpreter, harness=harness, cache=cache)


def _parts(python: str | None, cache: Path) -> "tuple[Interpreter, Path]":
    """The interpreter inside, and the pytest for it."""
    from stelp_ci.execute.harness import harness_layer
    from stelp_ci.execute.interpreter import inspect_interpreter
    from stelp_ci.execute.python_choice import choose_python

    interpreter = inspect_interpreter(choose_python(explicit=python, repo=None, environment=os.environ))
    return interpreter, harness_layer(cache, interpreter).site


def _list() -> None:
    from stelp_ci.cache import cache_directory
    from stelp_ci.execute.kept import entries, leftovers

    cache = cache_directory()
    kept, left = entries(cache), leftovers(cache)
    lines = [_line(entry) for entry in (*kept, *left)]
    total = sum(entry.size for entry in (*kept, *left)) / 2**20
    lines.append(f"{len(kept)} kept, {len(left)} left over by runs that were killed, {total:.0f} MiB")
    _write("\n".join(lines) + "\n")


def _prune(*, everything: bool) -> None:
    from tempfile import gettempdir

    from stelp_ci.cache import cache_directory
    from stelp_ci.errors import SandboxError
    from stelp_ci.execute.kept import entries, leftovers, stale
    from stelp_ci.execute.workspace import sweep

    cache = cache_directory()
    for folder in sweep(Path(gettempdir())):
        _write(f"removed what a run that was killed had left at {folder}\n")
    gone = (*leftovers(cache), *stale(entries(cache), everything=everything))
    for entry in gone:
        try:
            entry.remove()
        except OSError as error:
            raise SandboxError(f"{entry.name} cannot be removed: {error}", remedy="remove it as its owner") from error
        _write(f"removed {_line(entry)}\n")
    _write(f"{len(gone)} removed, {sum(entry.size for entry in gone) / 2**20:.0f} MiB\n")


def _line(entry: "Kept") -> str:
    used = "" if entry.unused_s is None else f"used {entry.unused_s / 86400:.1f} days ago"
    return f"{entry.kind:<10} {entry.size / 2**20:8.1f} MiB  {used:<21} {entry.name}"


def _write(text: str) -> None:
    from stelp_ci.cli.output import write_stdout
    from stelp_ci.report.escape import terminal_text

    write_stdout(terminal_text(text, keep="\n"))
