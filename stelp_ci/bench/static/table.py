"""The figures of `stelp-ci bench static` as JSON and as a table."""

from collections import Counter
from collections.abc import Sequence

from stelp_ci.bench.cwe_families import family
from stelp_ci.bench.figures import Bars, Table
from stelp_ci.bench.machine import describe_machine
from stelp_ci.bench.static.measured import Measured, Row


def as_document(measured: Measured, arms: Sequence[str]) -> dict[str, object]:
    """`detection` and `false_positive_rate` by arm, `per_cwe` rows, what was missed, and how narrow the rules are."""
    return {
        "benchmark": "static",
        "machine": describe_machine(),
        "insecure": len(measured.insecure),
        "references": len(measured.references),
        "detection": {arm: measured.detection(arm) for arm in arms},
        "false_positive_rate": {arm: measured.false_positives(arm) for arm in arms},
        "per_cwe": _per_cwe(measured, arms),
        "missed": [row.snippet.id for row in measured.insecure if arms[0] not in row.detected],
        "false_positives": [row.snippet.id for row in measured.references if arms[0] in row.alarmed],
        "rules_by_rows": rules_by_rows(measured),
        "met": measured.met,
    }


def rules_by_rows(measured: Measured) -> dict[str, int]:
    """How many insecure snippets each rule of ours fired on; rules that fired on none are left out."""
    return dict(sorted(Counter(rule for row in measured.insecure for rule in row.rules).items()))


def _per_cwe(measured: Measured, arms: Sequence[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for label in _labels(measured):
        found = dict(zip(arms, _named_by(measured, label, arms), strict=True))
        count = len(_of(measured, label))
        rows.append({"cwe": label, "family": family(label), "snippets": count, "detected": found})
    return rows


def as_table(measured: Measured, arms: Sequence[str]) -> str:
    """Each arm with both shares, each weakness with what was found of it, and what no arm of ours found."""
    head = f"{'':<26}" + "".join(f"{arm:>12}" for arm in arms)
    shares = [
        _line(f"detected of {len(measured.insecure)}", [f"{measured.detection(arm):.0%}" for arm in arms]),
        _line(f"false of {len(measured.references)}", [f"{measured.false_positives(arm):.1%}" for arm in arms]),
    ]
    weaknesses = [_weakness(measured, label, arms) for label in _labels(measured)]
    missed = [row.snippet.id for row in measured.insecure if arms[0] not in row.detected]
    narrow = Counter(rules_by_rows(measured).values())[1]
    tail = [f"missed: {', '.join(missed)}", f"{narrow} rules fired on one snippet only"]
    return "\n".join([describe_machine(), "", head, *shares, "", *weaknesses, "", *tail]) + "\n"


def _labels(measured: Measured) -> list[int]:
    return sorted({row.snippet.cwe for row in measured.insecure if row.snippet.cwe is not None})


def _weakness(measured: Measured, label: int, arms: Sequence[str]) -> str:
    count = len(_of(measured, label))
    return _line(f"CWE-{label} ({family(label)})", [f"{named}/{count}" for named in _named_by(measured, label, arms)])


def _line(name: str, cells: list[str]) -> str:
    return f"{name:<26}" + "".join(f"{cell:>12}" for cell in cells)


def figures_of(measured: Measured, arms: Sequence[str]) -> tuple[tuple[Table, ...], tuple[Bars, ...]]:
    """The tables and the chart of pages."""
    shares = (
        (
            f"weakness named, of {len(measured.insecure)} insecure snippets",
            *(100 * measured.detection(arm) for arm in arms),
        ),
        (
            f"alarmed, of {len(measured.references)} reference programs",
            *(100 * measured.false_positives(arm) for arm in arms),
        ),
    )
    weaknesses = tuple(
        (f"CWE-{label} ({family(label)})", len(_of(measured, label)), *_named_by(measured, label, arms))
        for label in _labels(measured)
    )
    missed = tuple((row.snippet.id,) for row in measured.insecure if arms[0] not in row.detected)
    tables = (
        Table("Named and falsely alarmed, per cent", ("share", *arms), shares),
        Table("Weaknesses named", ("weakness", "snippets", *arms), weaknesses),
        Table(f"Missed by {arms[0]}", ("snippet",), missed),
    )
    bars = tuple((f"CWE-{label}", tuple(map(float, _named_by(measured, label, arms)))) for label in _labels(measured))
    return tables, (Bars("Weaknesses named", "snippets", tuple(arms), bars),)


def _of(measured: Measured, label: int) -> list[Row]:
    return [row for row in measured.insecure if row.snippet.cwe == label]


def _named_by(measured: Measured, label: int, arms: Sequence[str]) -> list[int]:
    return [sum(arm in row.detected for row in _of(measured, label)) for arm in arms]
