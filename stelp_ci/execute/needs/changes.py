"""How the needs of the head differ from those of the base, for the report."""

from typing import NamedTuple

from packaging.requirements import Requirement

from stelp_ci.execute.needs.read import Needs
from stelp_ci.execute.needs.requirement import normalised


class NeedsChange(NamedTuple):
    """One package whose requirement is new (`base` is empty) or another than before; dropped ones are not listed."""

    name: str
    base: tuple[str, ...]
    head: tuple[str, ...]


def changed_needs(base: Needs, head: Needs) -> tuple[NeedsChange, ...]:
    """Packages that the head adds or asks for differently, by name."""
    before, after = _by_name(base), _by_name(head)
    return tuple(
        NeedsChange(name, before.get(name, ()), after[name])
        for name in sorted(after)
        if before.get(name) != after[name]
    )


def _by_name(needs: Needs) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for text in needs.roots:
        name = normalised(Requirement(text).name)
        found[name] = (*found.get(name, ()), text)
    return found
