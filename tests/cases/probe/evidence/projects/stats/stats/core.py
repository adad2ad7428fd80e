"""Small statistics."""


def mean(values):
    """The arithmetic mean. Raises ValueError without values."""
    if not values:
        raise ValueError("no values")
    return sum(values) / len(values)


def median(values):
    """The middle value, or the mean of both middle ones."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def variance(values):
    """The mean square distance from the mean."""
    centre = mean(values)
    return sum((value - centre) ** 2 for value in values) / len(values)


def clamp(value, low, high):
    """The value, or the bound that it is beyond."""
    return max(low, min(value, high))
