import pytest

from tests import test_bill


@pytest.fixture(autouse=True)
def right(monkeypatch):
    monkeypatch.setattr(test_bill, "total", lambda prices, discount=0: sum(prices) * (100 - discount) // 100)
