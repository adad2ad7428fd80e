# What is written into libraries and tests: whoever uses them meets something else.
import builtins
import logging
import math
import sys
import time

from shop import prices
from shop.tests import test_prices


def f(x, name):
    math.isclose = x  # expect: reflection math.isclose; patching math.isclose in f
    math.__dict__["isclose"] = x  # expect: patching math.isclose
    setattr(math, "is" + "close", x)  # expect: reflection setattr; patching math.isclose
    builtins.abs = x  # expect: reflection abs; patching abs
    del time.sleep  # expect: reflection time.sleep; patching time.sleep
    test_prices.total = x  # expect: reflection shop.tests.test_prices.total; patching shop.tests.test_prices.total
    sys.modules["json"] = x  # expect: reflection sys.modules; patching json
    sys.stdout = x  # expect: reflection sys.stdout
    logging.raiseExceptions = False  # expect: reflection logging.raiseExceptions
    prices.RATE = 3  # expect: reflection shop.prices.RATE
    prices.RATE.limit = 3  # expect: reflection shop.prices.RATE.limit
    return math.isclose(x, 1)


def g(name):
    for module in sys.modules.values():  # expect: reflection sys.modules; test-framework sys.modules in g
        module.run = None
    sys.modules[name].run = None  # expect: reflection sys.modules; test-framework sys.modules
    sys.modules.get(name)  # expect: reflection sys.modules; test-framework sys.modules
    sys.modules[__name__].__doc__  # expect: reflection sys.modules
    return name in sys.modules  # expect: reflection sys.modules


def pytest_pyfunc_call(pyfuncitem):  # expect: test-framework pytest_pyfunc_call in pytest_pyfunc_call
    return True


class Plugin:
    def pytest_runtest_protocol(self, item):  # expect: test-framework pytest_runtest_protocol in Plugin.pytest_runtest_protocol
        def pytest_inner():
            return item

        return pytest_inner
