"""Fixtures of the shop."""

import pytest


@pytest.fixture(autouse=True)
def shop():
    return "open"
