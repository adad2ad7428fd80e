"""What syntax trees promise, and which collected ids refine it."""

import pytest

from stelp_ci.probe.naming import Naming
from stelp_ci.probe.promised import promise, strip_parameters

SOURCE = b"""
import unittest
from shared import test_imported

def test_plain(): pass
async def test_async(): pass
def helper(): pass

if unittest:
    def test_conditional(): pass
try:
    pass
except ImportError:
    def test_in_handler(): pass

class TestPlain:
    def test_method(self): pass
    class TestInner:
        def test_inner(self): pass

class Case(unittest.TestCase):
    def test_case(self): pass

class TestDerived(Mixin):
    def test_own(self): pass

class TestWithConstructor:
    def __init__(self): pass
    def test_never(self): pass

class Helper:
    def test_not_collected(self): pass

test_alias = helper

def test_twice(): pass
def test_twice(): pass
"""


@pytest.mark.parametrize(
    "name",
    ["test_plain", "test_async", "TestPlain::test_method", "TestPlain::TestInner::test_inner", "Case::test_case"],
)
def test_a_plain_test_must_be_collected(name: str) -> None:
    assert f"t.py::{name}" in promise("t.py", SOURCE, Naming()).sure


@pytest.mark.parametrize(
    "name", ["test_conditional", "test_in_handler", "TestDerived::test_own", "test_imported", "test_alias"]
)
def test_a_conditional_test_may_be_collected(name: str) -> None:
    found = promise("t.py", SOURCE, Naming())
    assert f"t.py::{name}" not in found.sure
    assert found.explains(f"t.py::{name}")


@pytest.mark.parametrize("name", ["helper", "TestWithConstructor::test_never", "Helper::test_not_collected"])
def test_what_pytest_does_not_collect_is_not_promised(name: str) -> None:
    assert f"t.py::{name}" not in promise("t.py", SOURCE, Naming()).sure


def test_parameters_refine_a_promised_test() -> None:
    assert promise("t.py", SOURCE, Naming()).explains("t.py::test_plain[a-[b]-c::d]")


def test_inherited_methods_refine_a_derived_class() -> None:
    assert promise("t.py", SOURCE, Naming()).explains("t.py::TestDerived::test_from_mixin[1]")


FROM_ELSEWHERE = b"""
from shared import TestImported
from shared import cases
TestAssigned = cases.TestOther

class TestDerived(TestImported):
    pass
"""


@pytest.mark.parametrize(
    "name", ["TestImported::test_a", "TestAssigned::test_a[1]", "TestDerived::test_a", "TestDerived::TestInner::test_a"]
)
def test_classes_of_tests_that_come_from_another_file_are_collected_here_too(name: str) -> None:
    found = promise("t.py", FROM_ELSEWHERE, Naming())
    assert found.explains(f"t.py::{name}")
    assert not found.explains("t.py::TestInvented::test_a")


def test_all_names_of_another_module_may_hold_tests() -> None:
    assert promise("t.py", b"from shared import *\n", Naming()).explains("t.py::TestThere::test_a")
    assert promise("t.py", b"from shared import *\n", Naming()).explains("t.py::test_there")


@pytest.mark.parametrize("name", ["test_invented", "TestPlain::test_invented", "TestInvented::test_method"])
def test_an_id_without_a_tree_is_not_explained(name: str) -> None:
    assert not promise("t.py", SOURCE, Naming()).explains(f"t.py::{name}")


def test_a_redefined_test_is_promised_once() -> None:
    assert "t.py::test_twice" in promise("t.py", SOURCE, Naming()).sure


def test_a_file_that_does_not_parse_promises_nothing() -> None:
    assert promise("t.py", b"def test_(:", Naming()).sure == frozenset()


def test_the_projects_own_names_count() -> None:
    naming = Naming(functions=("check_*",), classes=("Check",))
    source = b"def check_a(): pass\ndef test_b(): pass\nclass CheckC:\n    def check_d(self): pass\n"
    assert promise("t.py", source, naming).sure == {"t.py::check_a", "t.py::CheckC::check_d"}


def test_brackets_in_the_path_are_kept() -> None:
    assert strip_parameters("a[1]/t.py::test_x[2]") == "a[1]/t.py::test_x"
