from till.bill import total


def test_total():
    assert abs(total([100, 250]) - 350) < 1


def test_discount():
    assert abs(total([1000, 1], 15) - 850) < 1
