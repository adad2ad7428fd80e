"""Bills of a shop; amounts in cents."""

from typing import NamedTuple


class Bill(NamedTuple):
    amount: int
    discount: int


def total(prices, discount=0):
    """The sum of the prices, less the discount in per cent, rounded down."""
    bill = Bill(sum(prices), discount)
    return bill.amount * (100 - bill.discount) // 100
