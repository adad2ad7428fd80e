"""Reflection: names computed at run time, and modules handed on."""

import gc
import inspect
import operator
import os
import sys
import time


def f(x, name):
    getattr(x, name)  # expect: reflection getattr in f
    getattr(x, "plain", None)
    setattr(x, "plain", 1)
    setattr(x, name, 1)  # expect: reflection setattr
    delattr(x, name)  # expect: reflection delattr
    hasattr(x, name)
    globals(), locals(), vars()  # expect: reflection globals; reflection locals; reflection vars
    map(getattr, x, name)  # expect: reflection getattr
    get = getattr  # expect: reflection getattr
    get(x, name)  # expect: reflection getattr
    x.__subclasses__()  # expect: reflection __subclasses__
    x.__globals__  # expect: reflection __globals__
    getattr(x, "__globals__")  # expect: reflection __globals__
    getattr(x, "__glo" + "bals__")  # expect: reflection __globals__; reflection getattr
    "{0.__globals__[sys]}".format(x)  # expect: reflection __globals__
    x.__code__ = name  # expect: reflection __code__
    x.__class__ = name  # expect: reflection __class__
    x.__class__.__name__
    gc.get_objects()  # expect: reflection gc.get_objects; frames gc.get_objects
    inspect.signature(x)
    inspect.getsource(x)  # expect: reflection inspect.getsource; files inspect.getsource
    operator.attrgetter(name)  # expect: reflection operator.attrgetter
    operator.attrgetter("a.b")
    operator.itemgetter("a")
    operator.attrgetter("system")(os)("ls")  # expect: processes os.system; reflection os
    type("X", (), {})  # expect: reflection type
    type(x)
    sys.modules["a"] = x  # expect: reflection sys.modules
    time.time = x  # expect: reflection time.time; patching time.time
    setattr(time, "time", x)  # expect: reflection setattr; patching time.time
    name(os)  # expect: reflection os
    return [sys]  # expect: reflection sys


def g(x):
    match x:
        case object(__globals__=found):  # expect: reflection __globals__
            return found
        case {"plain": getattr}:
            return getattr(x, x)
