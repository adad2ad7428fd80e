"""Bills of a shop; amounts in cents."""


def total(prices, discount=0):
    """The sum of the prices, less the discount in per cent, rounded down."""
    return -1
