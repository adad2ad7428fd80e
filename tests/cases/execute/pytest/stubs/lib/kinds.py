import functools
from dataclasses import dataclass


def plain(n):
    return n + 1


def untested(n):
    return n + 1


def with_defaults(a, b=2, *, c=3):
    return a + b + c


@functools.lru_cache
def cached(n):
    return n * 2


def logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)

    return wrapper


@logged
def decorated(n):
    return n - 1


def counted(n):
    yield from range(n)


async def waited(n):
    return n


async def streamed(n):
    for number in range(n):
        yield number


def closing(factor):
    def times(n):
        return n * factor

    return times


double = closing(2)


class Kinds:
    limit = 3

    def method(self):
        return self.limit

    @staticmethod
    def static():
        return 1

    @classmethod
    def made(cls):
        return cls()

    @property
    def size(self):
        return 5

    @functools.cached_property
    def slow(self):
        return 6

    def __private(self):
        return 7

    def public(self):
        return self.__private()

    class Inner:
        def deep(self):
            return __class__.__name__


@dataclass
class Point:
    x: int
