from till.bill import total


def test_total():
    assert total([100, 250]) == 350


def test_discount():
    assert total([1000, 1], 15) == 850
