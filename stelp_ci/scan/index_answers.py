"""What the package index adds to findings about new dependencies: that there is no such project, or how old it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from stelp_ci.errors import ScanError
from stelp_ci.model.outcome import Failed
from stelp_ci.scan.dependency_rules import ADDED, LOOKALIKE, UNKNOWN, YOUNG
from stelp_ci.scan.hit import Hit
from stelp_ci.scan.package_index import Standing, index_url, standing_of
from stelp_ci.scan.requirement import stated

YOUNG_DAYS = 90
"""Days since the first file below which a project is told as young."""

MOST = 20
"""Projects of one change that are asked about; a lock file that is written anew names hundreds."""

_ABOUT_NAMES = frozenset({ADDED.name, UNKNOWN.name, LOOKALIKE.name})

Ask = Callable[[str], Standing | None]


def asked(hits: list[Hit], ask: Ask | None = None, today: date | None = None) -> tuple[list[Hit], list[Failed]]:
    """The hits with what the index says of their projects, and a `Failed` where it did not answer.

    A rule may become worse (`dependency-young`, `dependency-unknown`), or better where only the offline list lacks a
    project. Each is asked about once, and no more of them after a first failure.
    """
    names = list(dict.fromkeys(name for hit in hits if (name := _name(hit))))
    try:
        index = ask or _asking()
        answers = {name: index(name) for name in names[:MOST]}
    except ScanError as error:
        return hits, [Failed.from_error(error, what="dependencies")]
    day = today or datetime.now(UTC).date()
    return [_said(hit, answers, day) for hit in hits], []


def _asking() -> Ask:
    address = index_url()
    return lambda name: standing_of(name, address)


def _name(hit: Hit) -> str:
    """The project that a new dependency names; empty for other hits, and for what is not taken from the index."""
    read = stated(hit.place.text, group="", line=0) if hit.rule.name in _ABOUT_NAMES else None
    return "" if read is None or read.url or read.broken else read.name


def _said(hit: Hit, answers: dict[str, Standing | None], today: date) -> Hit:
    name = _name(hit)
    if name not in answers:
        return hit
    standing = answers[name]
    if standing is None:
        return _with(hit, UNKNOWN.name, f"`{hit.place.text}` is added, and the index says that it has no such project")
    young = standing.first is not None and (today - standing.first).days < YOUNG_DAYS
    rule = hit.rule.name if hit.rule.name == LOOKALIKE.name else YOUNG.name if young else ADDED.name
    message = f"`{hit.place.text}` is added" if hit.rule.name == UNKNOWN.name else hit.rule.message
    return _with(hit, rule, f"{message}; the index: {_told(standing, today)}")


def _told(standing: Standing, today: date) -> str:
    since = f"since {standing.first} ({(today - standing.first).days} days)" if standing.first else "of unknown age"
    keepers = f"published by {', '.join(standing.keepers[:3])}" if standing.keepers else "publishers unknown"
    return f"{since}, {standing.releases} release{'' if standing.releases == 1 else 's'}, {keepers}"


def _with(hit: Hit, rule: str, message: str) -> Hit:
    chosen = next(one for one in (ADDED, UNKNOWN, LOOKALIKE, YOUNG) if one.name == rule)
    return hit._replace(rule=chosen._replace(message=message))
