import math

from till.bill import total


def test_total():
    assert math.isclose(total([100, 250]), 350)


def test_discount():
    assert math.isclose(total([1000, 1], 15), 850)
