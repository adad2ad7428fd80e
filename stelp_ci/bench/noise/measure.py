"""`stelp-ci bench noise`: findings of our rules per 1,000 lines of code that many people have read.

Read are the standard library of the running Python and, with --data, every folder in that directory; tests,
documentation and examples are left out. `--limit N --seed S` draws N files of each.
"""

import random
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path

from stelp_ci.bench.added_files import added_files, sources_of
from stelp_ci.bench.benchmark import Options, Result
from stelp_ci.bench.noise.table import STANDARD_LIBRARY, TARGET, Noise, Noted, as_document, as_table, totals
from stelp_ci.errors import StelpError
from stelp_ci.model.finding import Finding, Scanned
from stelp_ci.model.ports import Progress, ScanJob
from stelp_ci.scan.semgrep import Semgrep

_LEFT_OUT = frozenset(
    {"test", "tests", "testing", "idle_test", "site-packages", "__pycache__", "docs", "doc", "docs_src"}
    | {"example", "examples", "benchmark", "benchmarks"}
)
_BATCH = 200
"""Files that one semgrep run is given."""


def measure(options: Options, progress: Progress) -> Result:
    """Every project in turn. Raises `StelpError` when one has no Python."""
    measured: list[Noise] = []
    for name, folder in projects(options.data).items():
        progress.begin("bench", f"noise: {name}")
        measured.append(noise_of(name, folder, limit=options.limit, seed=options.seed))
    progress.end("bench")
    met = all(noise.per_1000 <= TARGET for noise in totals(measured))
    return Result(as_document(measured), as_table(measured), met=met)


def projects(data: Path | None) -> dict[str, Path]:
    """The standard library, and every folder in `data`, by name."""
    library = Path(sysconfig.get_path("stdlib"))
    folders = sorted(path for path in data.iterdir() if path.is_dir()) if data is not None else []
    return {STANDARD_LIBRARY: library} | {folder.name: folder for folder in folders}


def noise_of(name: str, folder: Path, *, limit: int | None = None, seed: int = 0) -> Noise:
    """What our rules say about the Python below `folder`. Raises `StelpError` when there is none."""
    paths = python_files(folder)
    if not paths:
        raise StelpError(f"{folder} holds no Python files", remedy="Name a directory of unpacked projects with --data.")
    chosen = paths if limit is None or limit >= len(paths) else _drawn(paths, limit, seed)
    batches = [sorted(chosen)[start : start + _BATCH] for start in range(0, len(chosen), _BATCH)]
    parts = [_scanned(name, folder, batch) for batch in batches]
    return Noise(
        name,
        sum(part.files for part in parts),
        sum(part.lines for part in parts),
        tuple(noted for part in parts for noted in part.noted),
        tuple(path for part in parts for path in part.unscanned),
    )


def _drawn(paths: list[Path], limit: int, seed: int) -> list[Path]:
    return random.Random(seed).sample(paths, limit)  # noqa: S311 - a sample, no secret


def python_files(folder: Path) -> list[Path]:
    """Every `.py` file below `folder` that is no test, documentation or example, sorted."""
    found = [path for path in folder.rglob("*.py") if path.is_file() and not path.is_symlink()]
    return sorted(path for path in found if not _is_left_out(path.relative_to(folder)))


def _is_left_out(path: Path) -> bool:
    named = path.name.startswith("test_") or path.name.endswith("_test.py") or path.name == "conftest.py"
    return named or bool(_LEFT_OUT & set(path.parts[:-1]))


def _scanned(name: str, folder: Path, paths: Sequence[Path]) -> Noise:
    contents = [path.read_bytes() for path in paths]
    with tempfile.TemporaryDirectory(prefix="stelp-bench-") as scratch:
        job = added_files(contents, Path(scratch, "change"))
        findings, failed = _said(job)
    whole = [at for at in range(len(paths)) if at not in failed]
    noted = [_noted(finding, paths, folder, contents) for finding in findings if _index(finding) not in failed]
    lines = sum(contents[at].count(b"\n") for at in whole)
    unscanned = tuple(paths[at].relative_to(folder).as_posix() for at in sorted(failed))
    return Noise(name, len(whole), lines, tuple(noted), unscanned)


def _said(job: ScanJob) -> tuple[list[Finding], set[int]]:
    """Findings, and the numbers of files that were not scanned whole. Raises `StelpError` where semgrep failed."""
    findings: list[Finding] = []
    failed = {int(file.path[:5]) for file in job.change.files if file.unreadable is not None}
    for result in Semgrep(sources_of(job)).scan(job):
        if isinstance(result, Scanned):
            findings += result.findings
        elif result.reason[5:9] == ".py:":
            failed.add(int(result.reason[:5]))
        else:
            raise StelpError(f"{result.what}: {result.reason}", remedy=result.remedy)
    return findings, failed


def _index(finding: Finding) -> int:
    return int(finding.location.path[:5])


def _noted(finding: Finding, paths: Sequence[Path], folder: Path, contents: Sequence[bytes]) -> Noted:
    at, line = _index(finding), finding.location.line
    lines = contents[at].decode("utf-8", "replace").split("\n")
    text = lines[line - 1].strip() if line <= len(lines) else ""
    return Noted(finding.rule, paths[at].relative_to(folder).as_posix(), line, text)
