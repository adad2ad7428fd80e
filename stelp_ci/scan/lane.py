"""The static lane: all enabled scanners side by side, and everything that they did not manage said out loud."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from difflib import get_close_matches

from stelp_ci.errors import ScanError
from stelp_ci.model.change import Change, EntryKind, FileChange, Unreadable
from stelp_ci.model.finding import ScanResult
from stelp_ci.model.outcome import Failed
from stelp_ci.model.ports import Progress, ScanJob, Scanner
from stelp_ci.model.settings import ScanSettings
from stelp_ci.scan.registry import SCANNERS
from stelp_ci.scan.sources import Side, Sources, is_python
from stelp_ci.scan.waivers import waived

STAGE = "scan"

Table = Mapping[str, Callable[[Sources], Scanner]]


def run_scanners(
    job: ScanJob, settings: ScanSettings, progress: Progress, *, scanners: Table = SCANNERS
) -> tuple[ScanResult, ...]:
    """What each enabled scanner found, in the order of the table, with a `Failed` for all that was not scanned.

    A scanner can give both: findings for what it read, and a failure for what it could not.
    """
    sources = Sources(job.trees)
    enabled = {name: make(sources) for name, make in scanners.items() if name not in settings.disable}
    progress.begin(STAGE, ", ".join(enabled))
    try:
        results = waived(tuple(_side_by_side(enabled, job, progress)), job.change, sources)
        return (*results, *_unscanned(job.change, sources), *_unknown(settings, scanners))
    finally:
        progress.end(STAGE)


def _side_by_side(enabled: Mapping[str, Scanner], job: ScanJob, progress: Progress) -> list[ScanResult]:
    if not enabled:
        return []
    with ThreadPoolExecutor(max_workers=len(enabled), thread_name_prefix="scan") as pool:
        running = {pool.submit(_scan, scanner, job): name for name, scanner in enabled.items()}
        _report(running, progress)
    return [result for future in running for result in future.result()]


def _report(running: Mapping[Future[tuple[ScanResult, ...]], str], progress: Progress) -> None:
    left = list(running.values())
    for future in as_completed(running):
        left.remove(running[future])
        if left:
            progress.begin(STAGE, ", ".join(left))


def _scan(scanner: Scanner, job: ScanJob) -> tuple[ScanResult, ...]:
    try:
        return scanner.scan(job)
    except ScanError as error:
        return (Failed.from_error(error, what=scanner.name),)
    except OSError as error:
        reason = f"the machine failed it: {error}"
        return (Failed(stage=STAGE, what=scanner.name, reason=reason, remedy="run `stelp-ci doctor`"),)


def _unscanned(change: Change, sources: Sources) -> list[Failed]:
    """Changed Python that no scanner was given: it must not look as if it had nothing in it.

    A file that the change stage called unreadable is judged by that; a link to nothing holds no code.
    """
    found = [(file, _why_not(file, sources)) for file in change.files if is_python(file)]
    return [
        Failed(stage=STAGE, what=file.path, reason=f"{file.path} was not scanned: {why}", remedy="mend the file")
        for file, why in found
        if why
    ]


def _why_not(file: FileChange, sources: Sources) -> str:
    if file.head_path is None or file.unreadable is not None:
        return ""
    try:
        source = sources.python(Side.HEAD, file.head_path)
    except ScanError as error:
        return str(error)
    if isinstance(source, Unreadable):
        return f"line {source.line}: {source.reason}"
    return "it is not in the tree" if source is None and file.entry is not EntryKind.SYMLINK else ""


def _unknown(settings: ScanSettings, scanners: Table) -> list[Failed]:
    """Names in `scan.disable` that no scanner has: somebody believes that something is switched off."""
    return [
        Failed(
            stage=STAGE,
            what=name,
            reason=f"scan.disable names {name!r}, which is no scanner",
            remedy=f"write {' or '.join(get_close_matches(name, scanners, n=1) or scanners)} in .stelp.yml",
        )
        for name in settings.disable
        if name not in scanners
    ]
