"""Bills of a shop; amounts in cents."""

from decimal import ROUND_FLOOR, Decimal


def total(prices, discount=0):
    """The sum of the prices, less the discount in per cent, rounded down."""
    exact = Decimal(sum(prices)) * (100 - discount) / 100
    return int(exact.to_integral_value(rounding=ROUND_FLOOR))
