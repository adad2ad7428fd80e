"""What it costs to send a parcel. Amounts are in cents, weights in grams."""

from bisect import bisect

LIMITS = (500, 2000, 10000)
PRICES = (390, 590, 990)


def parse_weight(text: str) -> int:
    """Grams from "1.5 kg" or "300 g"."""
    number, unit = text.split()
    factor = {"kg": 1000, "g": 1}[unit]
    return int(float(number) * factor)


def shipping_cost(grams: int) -> int:
    """The price of the smallest tier that takes the parcel."""
    return PRICES[bisect(LIMITS, grams)]
