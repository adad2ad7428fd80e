"""Bills of a shop; amounts in cents."""


def total(prices, discount=0):
    """The sum of the prices, less the discount in per cent, rounded down."""
    kept = 100 - discount
    return sum(prices) * kept // 100
