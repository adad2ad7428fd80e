import asyncio

import pytest

from shop import Account, doubled, halves, last_items, lookup, rounded, rows, same, size_text, ticks


def test_calls():
    assert size_text(10) == "10 B"
    assert size_text(2048, binary=True) == "2.0 K"
    assert last_items([1, 2, 3], 2) == [2, 3]
    assert rows(2, 1) == [[0, 0]]
    assert list(halves([2, 4])) == [1, 2]
    assert asyncio.run(doubled(4)) == 8
    assert same("ab", times=3) == "ababab"
    assert rounded(1.25) == pytest.approx(1.25)
    assert ticks([])
    assert lookup({"a": 1}, "a") == 1


@pytest.mark.parametrize("amount", [1, 2])
def test_account(amount):
    account = Account(10)
    assert account.withdraw(amount) == 10 - amount
