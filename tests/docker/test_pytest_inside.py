"""What is asked of pytest in runsc is asked of it in Docker, by the same tests."""

import pytest

from tests.execute.test_pytest_inside import (
    broken,
    features,
    test_a_missing_module_in_the_first_conftest_is_named,
    test_layers_bring_modules_and_plugins,
)

__all__ = [
    "broken",
    "features",
    "test_a_missing_module_in_the_first_conftest_is_named",
    "test_layers_bring_modules_and_plugins",
]
pytestmark = pytest.mark.docker
