"""What every scanner says of a whole commit: what a project lives with."""

from collections.abc import Callable, Sequence

from stelp_ci.cache import cache_directory
from stelp_ci.config.load import load_settings
from stelp_ci.errors import ScanError
from stelp_ci.hook.git import Repository
from stelp_ci.hook.ground import SETTINGS_FILE, HookGround, open_ground
from stelp_ci.hook.staged import NO_COMMIT, read_range
from stelp_ci.model.finding import Finding, Scanned
from stelp_ci.model.ports import Progress, ScanJob, Scanner
from stelp_ci.scan.lane import run_scanners
from stelp_ci.scan.registry import SCANNERS
from stelp_ci.scan.sources import Side, Sources

Table = dict[str, Callable[[Sources], Scanner]]


def existing_findings(
    repository: Repository, commit: str, progress: Progress, *, scanners: Table = SCANNERS
) -> tuple[Finding, ...]:
    """Every finding in `commit`, as if all of it were new. Raises `ScanError` where some of it was not scanned."""
    with open_ground(read_range(repository, NO_COMMIT, commit, frozenset())) as ground:
        return _found(ground, progress, scanners)


def _found(ground: HookGround, progress: Progress, scanners: Table) -> tuple[Finding, ...]:
    settings = load_settings(ground.sources.content(Side.HEAD, SETTINGS_FILE)).scan
    job = ScanJob(ground.change, ground.trees, (), cache_directory(), settings.timeout_s)
    results = run_scanners(job, settings, progress, scanners=scanners)
    failed = [result for result in results if not isinstance(result, Scanned)]
    if failed:
        raise ScanError(f"{failed[0].what}: {failed[0].reason}", remedy=failed[0].remedy)
    return _of(tuple(result for result in results if isinstance(result, Scanned)))


def _of(results: Sequence[Scanned]) -> tuple[Finding, ...]:
    """The findings by place, without those that only a change can have."""
    found = [one for result in results for one in result.findings if one.rule not in _OF_CHANGES]
    return tuple(sorted(found, key=lambda one: (one.location.path, one.location.line, one.rule)))


_OF_CHANGES = frozenset({"dependency-added", "dependency-changed", "agent-file-changed", "scanner-settings-edited"})
"""Rules that speak of the difference itself: in a whole commit they mean nothing."""
