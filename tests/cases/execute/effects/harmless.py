"""What looks like reaching out to an audit hook and is not the code's own doing."""

import asyncio
import collections
import dataclasses
import enum
import logging


@dataclasses.dataclass
class Point:
    x: int


class Colour(enum.Enum):
    RED = 1


Pair = collections.namedtuple("Pair", "a b")


async def soon():
    await asyncio.sleep(0)
    return Point(1)


def all_of_it():
    logging.getLogger("x").warning("said")
    with open(__file__) as own:
        own.read()
    return asyncio.run(soon()), Colour["RED"], Pair(1, 2)
