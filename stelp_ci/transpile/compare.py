"""What the head reaches for and the base did not, unit by unit."""

from .result import Manifest, Use


def gained(head: Manifest, base: "Manifest | None") -> tuple[Use, ...]:
    """The uses on head whose (capability, what) the unit of the same name did not have on base.

    Everything is gained where the unit is new (`base` is None: the whole file is). Definitions that share a qualname,
    such as overloads, count as one unit.
    """
    had = {(use.unit, use.capability, use.what) for use in base.uses} if base is not None else set[object]()
    return tuple(use for use in head.uses if (use.unit, use.capability, use.what) not in had)
