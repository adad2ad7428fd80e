"""Prices."""

import functools

STEP = 5


def total(prices):
    if any(price < 0 for price in prices):
        raise ValueError("a negative price")
    return functools.reduce(lambda one, other: one + other, prices, 0)


def label(price, *, currency="EUR"):
    return (f"{price:.2f}", currency, {"step": STEP, "raw": [price]})
