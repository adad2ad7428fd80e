"""Scanners in a hook: run on what is staged, and told as notices."""

from collections.abc import Iterable, Sequence

from stelp_ci.cache import cache_directory
from stelp_ci.errors import ScanError
from stelp_ci.hook.ground import HookGround
from stelp_ci.hook.notice import Notice, Told
from stelp_ci.model.change import Unreadable
from stelp_ci.model.finding import Finding, ScanResult, Severity
from stelp_ci.model.outcome import Failed
from stelp_ci.model.ports import ScanJob, Scanner
from stelp_ci.scan.sources import Side, changed_paths
from stelp_ci.scan.waivers import waived


def scan_with(scanners: Sequence[Scanner], ground: HookGround) -> Told:
    """What the scanners find that the change brought; the base's settings say from which severity on it is told."""
    job = ScanJob(
        ground.change, ground.trees, (), cache_directory(), ground.settings.timeout_s, ground.settings.ask_index
    )
    enabled = [scanner for scanner in scanners if scanner.name not in ground.settings.disabled]
    results = tuple(result for scanner in enabled for result in _scanned(scanner, job))
    notices: list[Notice] = []
    unjudged: list[str] = []
    for result in waived(results, ground.change, ground.sources):
        if isinstance(result, Failed):
            unjudged.append(f"{result.what}: {result.reason} ({result.remedy})")
        else:
            notices += told_of(result.findings, ground.settings.least)
    return Told(notices, unjudged)


def _scanned(scanner: Scanner, job: ScanJob) -> tuple[ScanResult, ...]:
    try:
        return scanner.scan(job)
    except ScanError as error:
        return (Failed.from_error(error, what=scanner.name),)


def told_of(findings: Iterable[Finding], least: Severity) -> list[Notice]:
    """The findings that the change brought, of at least the severity `least`."""
    order = list(Severity)
    heavy = [
        one
        for one in findings
        if one.new and one.in_change and not one.waived and order.index(one.severity) >= order.index(least)
    ]
    return [_notice(one) for one in heavy]


def _notice(finding: Finding) -> Notice:
    code = f"{finding.tool}/{finding.rule}"
    return Notice(finding.location.path, finding.location.line, code, finding.message, finding.remedy)


def unreadable(ground: HookGround) -> list[Notice]:
    """Python that does not parse: the one thing that a scan is certain of."""
    read = [(path, ground.sources.python(Side.HEAD, path)) for path in changed_paths(ground.change, Side.HEAD)]
    return [
        Notice(path, found.line, "python/unreadable", found.reason, "mend the syntax", fails=True)
        for path, found in read
        if isinstance(found, Unreadable)
    ]
