from abc import ABCMeta, abstractmethod
from collections import namedtuple
from dataclasses import asdict, dataclass, field, fields, replace
from enum import Enum, Flag, IntEnum, auto


class Colour(Enum):
    RED = 1
    BLUE = auto()


class Size(IntEnum):
    S = 3


class Right(Flag):
    READ = auto()
    WRITE = auto()


print(Colour.RED, repr(Colour.BLUE), Colour(1), Colour["BLUE"], list(Colour), str(Size.S), f"{Size.S}", Size.S + 1)
print(Right.READ | Right.WRITE, list(Enum("Made", "a b")), Enum("Other", {"x": 5}).x.value)


@dataclass(order=True)
class Point:
    x: int
    y: int = field(default=3, compare=False)
    z: list = field(default_factory=list)


print(Point(1), Point(1) == Point(1, 2), asdict(Point(2)), [f.name for f in fields(Point)], replace(Point(1), x=9))
Pair = namedtuple("Pair", "a b")
print(Pair(1, 2)._replace(a=5), Pair._fields)


class Shape(metaclass=ABCMeta):
    @abstractmethod
    def area(self): ...


try:
    Shape()
except TypeError:
    print("abstract")
print(type(1), type(int) is type, isinstance(int, type), isinstance(3, type), type(Point(1)).__name__)
