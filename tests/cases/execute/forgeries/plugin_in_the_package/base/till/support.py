"""Fixtures of the shop."""


def pytest_report_header():
    return "till"
