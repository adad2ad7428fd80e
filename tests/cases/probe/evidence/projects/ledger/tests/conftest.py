import pytest


@pytest.fixture
def amounts():
    return [100, 250]
