"""What the process of a sample does: wait for its orders, load the sample, pull its trigger, tell what came back.

It is forked before the token of the run exists. Nothing that it tells is believed: the token that it cannot invent, the
files, the sockets and the counters are looked at from outside. It tells its value on file descriptor 3, and on 4 what
some functions of Python answer after the trigger was pulled.
"""

import builtins
import importlib
import json
import os
import runpy
import sys
import types
from typing import Any

RETURN, WITNESS = 3, 4
SAFE = (
    *("abs", "all", "any", "bool", "bytes", "callable", "chr", "classmethod", "dict", "divmod", "enumerate", "filter"),
    *("float", "format", "frozenset", "hasattr", "hash", "hex", "id", "int", "isinstance", "issubclass", "iter", "len"),
    *("list", "map", "max", "min", "next", "object", "ord", "pow", "print", "property", "range", "repr", "reversed"),
    *("round", "set", "sorted", "staticmethod", "str", "sum", "super", "tuple", "zip", "True", "False", "None"),
    *("BaseException", "Exception", "ArithmeticError", "AttributeError", "KeyError", "IndexError", "LookupError"),
    *("NameError", "RuntimeError", "StopIteration", "TypeError", "ValueError", "ZeroDivisionError", "GeneratorExit"),
    *("__build_class__", "__name__"),
)
"""What an evaluator that trusts a list of harmless builtins hands out."""


def witness() -> "list[str]":
    """What well-known functions answer; the reference is taken in a process that ran nothing."""
    import hashlib
    import hmac
    import re

    asked = {
        "len": lambda: len("abcd"),
        "sorted": lambda: sorted([3, 1, 2]),
        "isinstance": lambda: isinstance(1, str),
        "int": lambda: int("12") + 1,
        "sum": lambda: sum([1, 2]),
        "max": lambda: max([1, 5, 2]),
        "all": lambda: all([1, 0]),
        "open": first_account,
        "print": lambda: type(builtins.print).__name__,
        "hash": lambda: type(builtins.__import__).__name__,
        "json": lambda: sys.modules["json"].dumps({"a": [1, None]}),
        "json.loads": lambda: sys.modules["json"].loads('{"a": 1}'),
        "sha256": lambda: hashlib.sha256(b"a").hexdigest()[:12],
        "compare_digest": lambda: hmac.compare_digest("a", "b"),
        "path": lambda: sys.modules["os.path"].join("a", "b"),
        "getenv": lambda: sys.modules["os"].path.basename("/x/y"),
        "re": lambda: bool(re.fullmatch("[a-z]+", "1")),
        "time": lambda: sys.modules["time"].time() > 1e9,
        "random": lambda: sys.modules["random"].Random(1).random(),
        "exception": lambda: issubclass(ValueError, Exception),
        "recursion": sys.getrecursionlimit,
        "trace": lambda: sys.gettrace() is None and sys.getprofile() is None,
        "stdout": lambda: type(sys.stdout).__name__,
        "meta": lambda: [type(one).__name__ if not isinstance(one, type) else one.__name__ for one in sys.meta_path],
        "hook": lambda: sys.excepthook is sys.__excepthook__,
    }
    return [f"{name} {told(ask)}" for name, ask in asked.items()]


def first_account() -> str:
    """A line that is the same on every run."""
    with builtins.open("/etc/passwd", encoding="ascii") as file:
        return file.readline()


def told(ask: "types.FunctionType") -> str:
    """The answer, or the class of what was raised."""
    try:
        return repr(ask())
    except BaseException as error:  # noqa: BLE001 - whatever the sample made of it
        return type(error).__name__


class Vault:
    """An object of the host that code in the restricted evaluator is not given."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __repr__(self) -> str:
        return "<vault>"


def run(orders: "dict[str, Any]") -> int:
    """Follow the orders: `kind` and `expr` of the trigger, `module` to load; the exit status."""
    sys.path[:0] = [os.getcwd()]
    sys.dont_write_bytecode = True
    trigger = orders["trigger"]
    status = TRIGGERS[trigger["kind"]](orders, trigger["expr"])
    os.write(WITNESS, "\n".join(witness()).encode())
    return status


def call(orders: "dict[str, Any]", expression: str) -> int:
    """Import the module and evaluate the expression in it."""
    module = importlib.import_module(orders["module"])
    tell(eval(expression, vars(module)))  # noqa: S307 - in gVisor, as a user without rights
    return 0


def load(orders: "dict[str, Any]", expression: str) -> int:
    """Import the module, and no more."""
    del expression
    importlib.import_module(orders["module"])
    return 0


def script(orders: "dict[str, Any]", expression: str) -> int:
    """Run the file as a program, with the words of the expression as its arguments."""
    sys.argv[:] = [orders["path"], *expression.split()]
    runpy.run_path(orders["path"], run_name="__main__")
    return 0


def restricted(orders: "dict[str, Any]", expression: str) -> int:
    """Run the text with harmless builtins only, beside an object that it is not given."""
    vault = Vault(orders["token"])
    names = {name: getattr(builtins, name) for name in SAFE if hasattr(builtins, name)}
    space = {"__builtins__": names, "__name__": "guest"}
    with open(orders["path"], encoding="utf-8") as file:
        exec(compile(file.read(), "guest", "exec"), space)  # noqa: S102
    value = eval(expression, space)  # noqa: S307
    tell(value)
    del vault
    return 0


def tests(orders: "dict[str, Any]", expression: str) -> int:
    """Run pytest in the work directory; its exit status."""
    del orders
    import pytest

    return int(pytest.main(["-q", "-p", "no:cacheprovider", "--color=no", *expression.split()]))


def truth(orders: "dict[str, Any]", expression: str) -> int:
    """0 if the expression holds in the module, 9 if it does not."""
    module = importlib.import_module(orders["module"])
    return 0 if eval(expression, vars(module)) else 9  # noqa: S307


def tell(value: object) -> None:
    """The value, as text."""
    text = value if isinstance(value, str) else repr(value)
    left = memoryview(text.encode("utf-8", "backslashreplace")[: 1 << 16])
    while left:
        left = left[os.write(RETURN, left) :]


def orders_from(descriptor: int) -> "dict[str, Any]":
    """Read the orders to their end."""
    with os.fdopen(descriptor, "rb") as pipe:
        return json.loads(pipe.read())


TRIGGERS: "dict[str, Any]" = {
    "call": call,
    "import": load,
    "script": script,
    "restricted": restricted,
    "pytest": tests,
    "truth": truth,
}
