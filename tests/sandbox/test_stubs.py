"""What stands in for a function gives what its name says, whatever kind of function it stands in for."""

import asyncio
from typing import Any

import pytest

from sandbox.stubs import stub_code


class Held:
    """Something with methods."""

    def plain(self, word: str) -> str:
        return word + "!"

    @classmethod
    def of_class(cls, word: str) -> str:
        return word + "!"

    @staticmethod
    def of_none(word: str) -> str:
        return word + "!"


def function(word: str, other: str = "") -> str:
    return word + other + "!"


def generator(word: str):
    yield word + "!"


async def coroutine(word: str) -> str:
    return word + "!"


def replaced(one: Any, behaviour: str, *, is_method: bool = False) -> Any:
    inner: Any = getattr(one, "__func__", one)
    inner.__code__ = stub_code(inner.__code__, behaviour, is_method=is_method)
    return one


@pytest.fixture(autouse=True)
def restored() -> Any:
    kept = [(one, one.__code__) for one in (function, generator, coroutine, Held.plain, Held.of_none)]
    bound: Any = Held.of_class
    kept.append((bound.__func__, bound.__func__.__code__))
    yield
    for one, code in kept:
        one.__code__ = code


def test_identity_gives_the_first_argument_however_it_is_passed() -> None:
    replaced(function, "identity")
    assert (function("a"), function(word="a"), function("a", other="b")) == ("a", "a", "a")
    assert list(replaced(generator, "identity")("a")) == ["a"]
    assert asyncio.run(replaced(coroutine, "identity")("a")) == "a"


def test_the_object_and_the_class_of_a_method_are_no_arguments() -> None:
    replaced(Held.plain, "identity", is_method=True)
    replaced(Held.of_class, "identity", is_method=True)
    replaced(Held.of_none, "identity", is_method=True)
    assert (Held().plain("a"), Held.of_class("a"), Held.of_none("a")) == ("a", "a", "a")


def test_without_an_argument_there_is_nothing_to_give() -> None:
    assert replaced(function, "identity")() is None  # pyright: ignore[reportCallIssue]
