import calendar
import json
import math
import operator
import re
import zlib
from functools import cached_property, lru_cache, partial, reduce, singledispatch, wraps


class Lazy:
    @cached_property
    def value(self):
        print("once")
        return 4


lazy = Lazy()
print(lazy.value, lazy.value)


@singledispatch
def kind(x):
    return "other"


@kind.register(int)
def of_int(x):
    return "int"


print(kind(1), kind("a"))


def twice(function):
    @wraps(function)
    def call(*arguments):
        return function(*arguments) * 2

    return call


@twice
def three():
    """Three."""
    return 3


print(three(), three.__name__, three.__doc__)


@lru_cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(30), partial(operator.add, 1)(2), reduce(operator.mul, [1, 2, 3]))
print("{0:>{w}} {x[0]} {0.real}".format(1, w=4, x=[2]), str.format("{}", 5), "{a}".format_map({"a": 1}))
print(re.sub(r"(a)", "b", "xax"), re.findall("x", "xX", re.I), re.compile(r"\d+").match("12x").group())
print(math.comb(5, 2), math.factorial(5), calendar.day_name[0], json.dumps({"a": [1, 2.5, None]}))
print(zlib.decompress(zlib.compress(b"abc")), getattr(lazy, "absent", 7), hasattr(lazy, "value"), 2**10, [0] * 3)
