import asyncio
import re
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from queue import PriorityQueue
from string import Template


class Point:
    __slots__ = ("x", "_y")

    def __init__(self, x, y):
        self.x, self._y = x, y


class Named(Point):
    __slots__: tuple = ("name",)


class Free(Point):
    __slots__ = {"__dict__": "anything"}


free = Free(1, 2)
free.colour = "red"
print(Named(1, 2).x, free.colour, Named.__slots__)


@contextmanager
def turned(number):
    try:
        yield number
    except ValueError as error:
        raise KeyError(number) from error
    finally:
        print("out", number)


@asynccontextmanager
async def kept(number):
    try:
        yield number
    except KeyError as error:
        print("caught", repr(error))


async def main():
    async def late(kind, error, _traceback):
        print(kind, error)

    async with AsyncExitStack() as stack:
        print(await stack.enter_async_context(kept(1)), stack.enter_context(turned(2)))
        stack.push_async_callback(asyncio.sleep, 0)
        stack.push_async_exit(late)
        raise ValueError("v")


asyncio.run(main())
with ExitStack() as stack:
    stack.enter_context(turned(3))
    stack.callback(print, "called")
    other = stack.pop_all()
with other:
    print("inside")
try:
    with ExitStack() as stack:
        stack.enter_context(turned(4))
        stack.push(lambda kind, error, _traceback: print(kind, error))
        raise ValueError("w")
except KeyError as error:
    print(repr(error))


class Percent(Template):
    delimiter = "%"
    idpattern = "[a-z][_a-z0-9]*"


print(Percent("%a and %{b} %%").substitute(a=1, b=2), Template("$x ${y}").safe_substitute(x=1))
queue = PriorityQueue()
for number in (3, 1, 2):
    queue.put(number)
print([queue.get() for _ in range(3)], queue.empty())
print(re.findall("a b", "AB", re.I | re.X), re.sub("A", "b", "aa", flags=re.IGNORECASE), re.split("a", "bab", 0, re.M))
