"""The figures of `stelp-ci bench effects` as tables and bars for pages."""

from collections.abc import Mapping, Sequence

from stelp_ci.bench.effects.judged import Row
from stelp_ci.bench.figures import Bars, Table

SAID = ("block", "limit", "flag", "allow", "none")
TWINS = ("twin_allow", "twin_flag", "twin_block", "twin_limit", "twin_none")
TOLD = 140
"""Letters of what the product said that a cell has room for."""


def confusion(counts: Mapping[str, Mapping[str, int]]) -> Table:
    """By category what was said of samples, and of their twins."""
    columns = ("category", "samples", *SAID, "right", "contained", *(f"{name.replace('_', ' ')}" for name in TWINS))
    rows = tuple(
        (name, count["samples"], *(count[key] for key in (*SAID, "right", "contained", *TWINS, "twins_allowed")))
        for name, count in counts.items()
    )
    note = (
        "block: refused, or the check fails; limit: ended by a bound; flag: a human is asked; none: nothing. "
        "right: firm enough, and for the reason that the set names. twin works: let through, and its tests hold."
    )
    return Table("What was said of samples and twins", (*columns, "twin works"), rows, note)


def targets(shares: Mapping[str, float], wanted: Mapping[str, float]) -> Table:
    """Shares in per cent beside their targets."""
    rows = tuple((name.replace("_", " "), 100 * share, _per_cent(wanted.get(name))) for name, share in shares.items())
    return Table("Shares, per cent", ("share", "measured", "target, at least"), rows)


def _per_cent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def wrong(rows: Sequence[Row], faults: Mapping[str, Sequence[str]]) -> Table:
    """Every sample or twin that was judged wrong, with what was said."""
    cells = tuple(
        (one.sample.id, ", ".join(faults[one.sample.id]), *(_said(part) for part in (one.unsafe.said, one.twin.said)))
        for one in rows
    )
    return Table("Judged wrong", ("sample", "what", "said of the sample", "said of the twin"), cells)


def _said(text: str) -> str:
    return text if len(text) <= TOLD else f"{text[:TOLD]}..."


def right_bars(counts: Mapping[str, Mapping[str, int]]) -> Bars:
    """Per cent of the samples judged right, and of the twins allowed: of all, and of categories with a fault."""
    rows = tuple(
        (name, (100 * count["right"] / count["samples"], 100 * count["twins_allowed"] / count["samples"]))
        for name, count in counts.items()
        if name == "all" or min(count["right"], count["twins_allowed"]) < count["samples"]
    )
    return Bars(
        "Samples judged right, twins allowed; categories in which that is not all of them",
        "per cent",
        ("judged right", "twins allowed"),
        rows,
    )
