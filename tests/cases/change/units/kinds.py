"""Everything that is a unit."""

import functools
from typing import overload

CONSTANT = lambda value: value  # a lambda is part of what it stands in


def function(): ...


async def coroutine():
    def inner():
        class Local:
            def method(self):
                return lambda: None

        return Local

    return inner


class Outer:
    attribute = 1

    def method(self): ...

    async def coroutine(self): ...

    @staticmethod
    def static(): ...

    @property
    def value(self):
        return 1

    @value.setter
    def value(self, new): ...

    @value.deleter
    def value(self): ...

    class Inner:
        def method(self): ...


@overload
def convert(value: int) -> str: ...
@overload
def convert(value: str) -> int: ...
def convert(value):
    return value


@functools.lru_cache(
    maxsize=None,
)
@functools.wraps(
    function,
)
def decorated(): ...
