import asyncio
import inspect
import json
import multiprocessing
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

import pytest
import shop as shop_module


@pytest.mark.parametrize("n", [1, 2, "\udcff", "ä b"])
def test_parametrised(n):
    assert n


def test_fixture_of_conftest(shop):
    assert shop == "closed"


def test_fails():
    assert shop_module.total([1]) == 2, "one is not two"


def test_raises_in_source():
    shop_module.total(["a"])


@pytest.fixture
def broken():
    raise LookupError("no such thing")


def test_setup_error(broken):
    pass


@pytest.fixture
def breaks_later():
    yield
    raise LookupError("later")


def test_teardown_error(breaks_later):
    pass


@pytest.mark.skip(reason="not today")
def test_skipped():
    raise AssertionError


@pytest.mark.xfail
def test_xfailed():
    raise AssertionError


@pytest.mark.xfail
def test_xpassed():
    pass


@pytest.mark.xfail(strict=True)
def test_xpassed_strictly():
    pass


@pytest.mark.service
def test_with_service():
    raise AssertionError


def test_missing_module():
    import module_that_is_nowhere  # noqa: F401


def test_capture(capfd, tmp_path, monkeypatch):
    print("said")
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("NAME", "value")


def test_async_by_hand():
    assert asyncio.run(asyncio.sleep(0, 1)) == 1


def test_source_of_modules_that_came_from_one_file():
    assert "def loads" in inspect.getsource(json)
    assert "def main" in inspect.getsource(pytest.main)


def test_python_in_a_subprocess():
    code = "import shop, sys; sys.exit(shop.total([1, 2]))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 3


def test_processes_and_threads():
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(abs, [-1, -2]) == [1, 2]
    ThreadPoolExecutor(1).submit(abs, -1)


class TestPlain:
    def test_method(self):
        assert True


class UnitTest(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(1, 1)

    def test_unequal(self):
        self.assertEqual(1, 2)

    @unittest.skip("no")
    def test_skip(self):
        pass

    @unittest.expectedFailure
    def test_expected(self):
        self.fail()

    def test_sub(self):
        for n in (0, 1):
            with self.subTest(n=n):
                self.assertEqual(n, 0)
