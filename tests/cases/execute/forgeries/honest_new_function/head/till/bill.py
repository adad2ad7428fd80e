"""Bills of a shop; amounts in cents."""


def total(prices, discount=0):
    """The sum of the prices, less the discount in per cent, rounded down."""
    return sum(prices) * (100 - discount) // 100


def change(paid, due):
    """What the customer gets back; never negative."""
    return max(0, paid - due)
