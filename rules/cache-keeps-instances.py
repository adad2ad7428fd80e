import functools
from functools import cache, cached_property


class Table:
    # ruleid: cache-keeps-instances
    @functools.lru_cache(maxsize=None)
    def row(self, number):
        return number * 2

    # ruleid: cache-keeps-instances
    @cache
    def total(self):
        return sum(range(9))

    # ok: cache-keeps-instances
    @cached_property
    def width(self):
        return 3


# ok: cache-keeps-instances
@functools.lru_cache(maxsize=None)
def fibonacci(number):
    return number if number < 2 else fibonacci(number - 1) + fibonacci(number - 2)
