"""The functions as they were."""

import asyncio


def size_text(size, binary=False):
    """A size in few characters."""
    unit = 1024 if binary else 1000
    if size < unit:
        return f"{size} B"
    return f"{size / unit:.1f} K"


def last_items(values, count):
    return values[-count:] if count else []


def rows(width, height):
    return [[0] * width for _ in range(height)]


def halves(numbers):
    for number in numbers:
        yield number // 2


async def doubled(number):
    await asyncio.sleep(0)
    return number * 2


def same(text, times=1):
    return text * times


def rounded(price):
    return round(price, 2)


def ticks(moments):
    import time

    return time.perf_counter_ns() + len(moments)


def lookup(table, key):
    if key not in table:
        raise KeyError(key)
    return table[key]


class Account:
    def __init__(self, balance):
        self.balance = balance

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError("too much")
        self.balance -= amount
        return self.balance
