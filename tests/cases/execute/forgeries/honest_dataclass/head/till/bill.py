"""Bills of a shop; amounts in cents."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bill:
    amount: int
    discount: int

    def due(self):
        return self.amount * (100 - self.discount) // 100


def total(prices, discount=0):
    """The sum of the prices, less the discount in per cent, rounded down."""
    bill = Bill(sum(prices), discount)
    return bill.due()
