"""Values that equal whatever they are compared with are named; honest ones, however they compare, are not."""

import decimal
import enum
import fractions
import importlib.util
import pathlib
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest

ROOT = pathlib.Path(__file__).parents[2]


def load() -> Callable[[object], str]:
    spec = importlib.util.spec_from_file_location("stelp_tests_equality", ROOT / "sandbox" / "equality.py")
    assert spec and spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.equal_to_all


class Always:
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class NeverDiffers(int):
    def __ne__(self, other: object) -> bool:
        return False


class Raises:
    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no comparisons")

    def __hash__(self) -> int:
        return 0


class Odd:
    """As arrays of numbers do it: an answer that is no truth value."""

    def __eq__(self, other: object) -> Any:
        return [True]

    def __hash__(self) -> int:
        return 0


@dataclass
class Point:
    x: int


class Colour(enum.Enum):
    RED = 1


DISHONEST = {
    "Always": Always(),
    "NeverDiffers": NeverDiffers(3),
    "_ANY": mock.ANY,
}
HONEST = [
    *(1, 1.5, "text", b"", None, True, [1, (2, {3: {4}})], range(3), float("nan")),
    *(decimal.Decimal(1), fractions.Fraction(1, 2), pathlib.Path("a"), Point(1), Colour.RED, SimpleNamespace(a=1)),
    *(object(), Raises(), Odd(), mock.Mock(), sys, len, [[[[[Always()]]]]]),
]


@pytest.mark.parametrize("name", DISHONEST)
def test_what_equals_everything_is_named(name: str) -> None:
    equal_to_all = load()
    assert equal_to_all(DISHONEST[name]) == name
    assert equal_to_all([1, {"a": (DISHONEST[name],)}]) == name
    assert equal_to_all({"key": DISHONEST[name]}) == name


@pytest.mark.parametrize("value", HONEST, ids=lambda value: type(value).__name__)
def test_what_compares_honestly_is_not(value: object) -> None:
    assert load()(value) == ""
