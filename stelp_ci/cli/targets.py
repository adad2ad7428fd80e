"""Which formats were asked for, and where each one goes."""

from pathlib import Path
from typing import NamedTuple

from stelp_ci.errors import UsageError
from stelp_ci.report.registry import Format

STDOUT = "-"

FILE_NAMES = {
    Format.TERMINAL: "stelp-report.txt",
    Format.JSON: "stelp-report.json",
    Format.MARKDOWN: "stelp-report.md",
    Format.SARIF: "stelp-report.sarif",
    Format.ANNOTATIONS: "stelp-annotations.txt",
    Format.AGENT: "stelp-agent.json",
    Format.HTML: "stelp-report.html",
}

_LINES = frozenset({Format.TERMINAL, Format.ANNOTATIONS})
"""Formats made of lines for a log: they may share stdout. A document on stdout is alone there."""


class Target(NamedTuple):
    """One rendering: `path` is None for stdout."""

    format: Format
    path: Path | None


def plan_targets(requests: list[str], output: str | None, *, default: Format = Format.TERMINAL) -> tuple[Target, ...]:
    """The renderings that `--format` and `--output` ask for. Raises `UsageError` where they contradict each other.

    `--format F=PATH` goes to PATH (`-`: stdout). What has no path of its own goes to `--output`: as a file where it is
    one format, under its usual name in that directory where they are several; beside others the terminal format stays
    on stdout.
    """
    asked = [_parsed(request) for request in requests or [str(default)]]
    loose = [format for format, path in asked if path is None]
    below = _placed(loose, output)
    targets = tuple(Target(format, _path(path, format, below)) for format, path in asked)
    _check_stdout(targets)
    _check_files(targets)
    return targets


def _parsed(request: str) -> tuple[Format, str | None]:
    name, equals, path = request.partition("=")
    if name not in list(Format):
        known = ", ".join(Format)
        raise UsageError(f"--format {request}: there is no format {name!r}", remedy=f"The formats are {known}.")
    if equals and not path:
        raise UsageError(f"--format {request}: a path is missing behind =", remedy=f"Write --format {name}=PATH.")
    return Format(name), path if equals else None


def _placed(loose: list[Format], output: str | None) -> dict[Format, Path]:
    """Where the formats without a path of their own go; those not in here go to stdout."""
    if output is None or output == STDOUT:
        return {}
    filed = [format for format in loose if format is not Format.TERMINAL] or loose
    if not filed:
        raise UsageError("--output has nothing to write: every --format names a path of its own")
    if len(filed) > 1 or output.endswith("/") or Path(output).is_dir():
        return {format: Path(output, FILE_NAMES[format]) for format in filed}
    return {filed[0]: Path(output)}


def _path(own: str | None, format: Format, below: dict[Format, Path]) -> Path | None:
    if own is None:
        return below.get(format)
    return None if own == STDOUT else Path(own)


def _check_stdout(targets: tuple[Target, ...]) -> None:
    shown = [target.format for target in targets if target.path is None]
    documents = [format for format in shown if format not in _LINES]
    if documents and len(shown) > 1:
        raise UsageError(
            f"{' and '.join(shown)} cannot share stdout",
            remedy=f"Give files: --format {documents[0]}={FILE_NAMES[documents[0]]}, or --output DIRECTORY for all.",
        )


def _check_files(targets: tuple[Target, ...]) -> None:
    """What cannot be written is said before the work, not after it."""
    seen: set[Path] = set()
    for path in (target.path for target in targets if target.path is not None):
        if path in seen:
            raise UsageError(f"two formats would be written to {path}", remedy="Give each a path of its own.")
        seen.add(path)
        if path.is_dir():
            raise UsageError(f"{path} is a directory", remedy="Name a file, or end --output with a /.")


def prepare_directories(targets: tuple[Target, ...]) -> None:
    """Make the folders that the files go to. Raises `UsageError` where that cannot be."""
    for path in (target.path for target in targets if target.path is not None):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"{path.parent} cannot be made: {error.strerror}", remedy="Choose another path with --output."
            ) from error
