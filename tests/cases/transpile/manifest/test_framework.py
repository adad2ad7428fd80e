"""Looking for the test framework."""

import os
import sys
import unittest  # expect: test-framework unittest
import pytest as p  # expect: test-framework pytest
from _pytest.reports import TestReport  # expect: test-framework _pytest.reports


def f():
    "PYTEST_CURRENT_TEST in a docstring says nothing."
    p.skip()  # expect: test-framework pytest.skip in f
    TestReport.from_item_and_call = None  # expect: test-framework _pytest.reports; reflection _pytest.reports.TestReport.from_item_and_call; patching _pytest.reports.TestReport.from_item_and_call
    unittest.TestCase.run  # expect: test-framework unittest.TestCase
    "PYTEST_CURRENT_TEST" in os.environ  # expect: test-framework PYTEST_CURRENT_TEST; environment os.environ
    "pytest" in sys.modules  # expect: test-framework pytest; reflection sys.modules
    sys.modules["pytest"]  # expect: test-framework pytest; reflection sys.modules
    sys.modules["_pytest.runner"].call_and_report  # expect: test-framework _pytest.runner; reflection sys.modules
    sys.modules["json"]  # expect: reflection sys.modules


def g(pytest, self):
    pytest.skip()
    self.pytest.skip()
    return "pytest" in self.modules
