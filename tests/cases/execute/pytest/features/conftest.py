import pytest


def pytest_addoption(parser):
    parser.addoption("--shop", default="closed")


@pytest.fixture
def shop(request):
    return request.config.getoption("--shop")
