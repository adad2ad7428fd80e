import pytest

pytest.importorskip("module_that_is_optional")
