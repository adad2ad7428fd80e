"""The functions as they are now."""

import asyncio


def size_text(size, binary=False):
    """A size in few characters."""
    unit = 1024 if binary else 1000
    if size <= unit:
        return f"{size} B"
    return f"{size / unit:.1f} K"


def last_items(values, count):
    return values[-count:]


def rows(width, height):
    return [[0] * width] * height


def halves(numbers):
    for number in numbers:
        yield -(-number // 2)


async def doubled(number):
    await asyncio.sleep(0)
    return number * 2 if number else None


def same(text, times=1):
    result = ""
    for _ in range(times):
        result += text
    return result


def rounded(price):
    return int(price * 100 + 0.5) / 100


def ticks(moments):
    import time

    return time.perf_counter_ns() + len(moments) * 2


def lookup(table, key):
    if key not in table:
        return None
    return table[key]


class Account:
    def __init__(self, balance):
        self.balance = balance

    def withdraw(self, amount):
        if amount >= self.balance:
            raise ValueError("too much")
        self.balance -= amount
        return self.balance
