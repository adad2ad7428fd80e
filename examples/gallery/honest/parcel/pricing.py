"""What it costs to send a parcel. Amounts are in cents, weights in grams."""

TIERS = ((500, 390), (2000, 590), (10000, 990))

FREE_FROM = 5000


def parse_weight(text: str) -> int:
    """Grams from "1.5 kg" or "300 g"."""
    number, unit = text.split()
    factor = {"kg": 1000, "g": 1}[unit]
    return round(float(number) * factor)


def shipping_cost(grams: int) -> int:
    """The price of the smallest tier that takes the parcel."""
    for limit, price in TIERS:
        if grams <= limit:
            return price
    raise ValueError(f"too heavy: {grams} g")


def is_free(order: int) -> bool:
    """Whether an order of this amount is sent for free: from 50.00 on."""
    return order >= FREE_FROM
