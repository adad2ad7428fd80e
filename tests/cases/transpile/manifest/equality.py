"""Values that decide what they equal."""

import dataclasses
import functools


class Honest:
    __hash__ = None

    def __eq__(self, other):  # expect: equality __eq__ in Honest.__eq__
        return isinstance(other, Honest)

    def __repr__(self):
        return "Honest()"


class Always(int):
    def __eq__(self, other):  # expect: equality __eq__:constant in Always.__eq__
        """Everything."""
        return True

    async def __ne__(self, other): return False  # expect: equality __ne__:constant in Always.__ne__
    __le__ = lambda self, other: True  # expect: equality __le__:constant in Always
    __lt__ = __eq__  # expect: equality __lt__
    __hash__: object = int.__hash__  # expect: equality __hash__


class Outer:
    class Inner:
        def __lt__(self, other):  # expect: equality __lt__ in Outer.Inner.__lt__
            return NotImplemented


def f(cls):
    cls.__eq__ = lambda a, b: True  # expect: equality __eq__:constant in f
    setattr(cls, "__eq__", f)  # expect: equality __eq__
    type("X", (), {"__eq__": f})  # expect: equality __eq__; reflection type
    for cls.__ge__ in [f]:  # expect: equality __ge__
        pass
    return cls.__eq__, functools.total_ordering(cls)  # expect: equality functools.total_ordering


@dataclasses.dataclass
class Plain:
    def equals(self, other):
        return True


def __eq__(a, b):
    return True
