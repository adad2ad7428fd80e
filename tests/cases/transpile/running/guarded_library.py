import contextlib
import copy
from abc import ABC
from collections import namedtuple
from dataclasses import asdict, astuple, dataclass, field, replace
from functools import partial, partialmethod, singledispatch, update_wrapper, wraps
from types import GenericAlias
from typing import NamedTuple


@singledispatch
def shown(x):
    return f"other {x}"


@shown.register
def _(x: int):
    return f"int {x}"


@shown.register
def _(x: list | tuple, deep: bool = False):
    return f"row {len(x)}"


print(shown(1), shown("a"))


class Cell:
    def __init__(self):
        self._alive = False

    def set_state(self, state, *, loud=False):
        self._alive = state
        return "loud" if loud else "quiet"

    set_alive = partialmethod(set_state, True)
    shout = partialmethod(set_state, True, loud=True)
    biggest = partialmethod(partial(max, 3), 4)


cell = Cell()
print(cell.set_alive(), cell._alive, cell.shout(), Cell.set_alive(cell), getattr(cell, "_alive"))


def tagged(function):
    function.tag = "kept"
    return function


@tagged
def add(a, b):
    """Adds."""
    return a + b


@wraps(add)
def wrapper(*given):
    return add(*given)


one = partial(add, 1)
update_wrapper(one, add)
print(wrapper.__name__, wrapper.__doc__, wrapper.tag, wrapper.__wrapped__(1, 2), one.__name__, one(2))


@dataclass(order=True)
class Item:
    name: str
    format: str = "plain"
    tags: list = field(default_factory=list, compare=False)


item = Item("a", tags=["x"])
print(item, asdict(item), astuple(item), replace(item, name="b"), Item("a") < Item("b"))


@dataclass
class Shape(ABC):
    width: int
    height: int = 2


match Shape(1):
    case Shape(width, height):
        print(width, height)


class Point(NamedTuple):
    x: int
    y: int = 0


match Point(1):
    case Point(x, y):
        print(x, y, Point(3)._replace(y=4))

print(namedtuple("Font", "format size")("ttf", 12), GenericAlias(list, (int,)) == list[int])


class Node:
    __slots__ = ("_value", "next")

    def __init__(self, value, following=None):
        self._value, self.next = value, following


class Trouble(Exception):
    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Fixed(Exception):
    def __setattr__(self, name, value):
        raise AttributeError(name)

    def settle(self):
        object.__setattr__(self, "code", 5)
        super().__setattr__("place", 6)
        return self.code, self.place


print(Fixed().settle())

node = copy.deepcopy(Node([1], Node([2])))
trouble = Trouble(3)
trouble.note = "n"
print(node._value, node.next._value, copy.copy(trouble).code, copy.deepcopy(trouble).note, copy.copy(item) == item)


@contextlib.contextmanager
def opened(name):
    print("open", name)
    try:
        yield name.upper()
    except KeyError as error:
        print("inside", error)
    finally:
        print("close", name)


with opened("f") as handle, contextlib.suppress(ValueError):
    print(handle)
    raise ValueError(1)
with opened("g"):
    raise KeyError(2)
try:
    with opened("h"), contextlib.ExitStack() as stack:
        stack.callback(print, "called back")
        stack.enter_context(opened("i"))
        stack.push(lambda kind, error, traceback: print(kind.__name__, error))
        raise TypeError(4)
except TypeError as error:
    print("out", error)
