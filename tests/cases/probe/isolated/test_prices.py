import pytest

from prices import STEP, label, total


def test_total():
    assert total([1, 2, 3]) == 6
    assert total([]) == 0


def test_negative():
    with pytest.raises(ValueError, match="negative"):
        total([1, -1])


@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_label(currency):
    text, unit, parts = label(2.5, currency=currency)
    assert (text, unit) == ("2.50", currency)
    parts["raw"].append(1)
    assert label(2.5, currency=currency)[2] == {"step": STEP, "raw": [2.5]}
