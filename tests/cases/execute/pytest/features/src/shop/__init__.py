"""A shop.

>>> from shop import total
>>> total([1, 2])
3
"""


def total(prices):
    return sum(prices)
