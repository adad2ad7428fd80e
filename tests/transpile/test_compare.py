"""What a unit gains between base and head."""

from stelp_ci.transpile.compare import gained
from stelp_ci.transpile.guarded import inspect
from stelp_ci.transpile.result import Manifest, Use

BASE = "import os\ndef f():\n    return open('x')\ndef g():\n    os.system('x')\n"


def manifest(source: str) -> Manifest:
    result = inspect(source.encode())
    assert isinstance(result, Manifest)
    return result


def gains(head: str, base: str | None = BASE) -> list[tuple[str, str, str, int]]:
    uses: tuple[Use, ...] = gained(manifest(head), None if base is None else manifest(base))
    return [(use.unit, use.capability.value, use.what, use.line) for use in uses]


def test_the_same_source_gains_nothing() -> None:
    assert gains(BASE) == []


def test_moved_and_repeated_uses_are_not_gains() -> None:
    assert gains("import os\n\n\ndef g():\n    os.system('y'), os.system('z')\n") == []


def test_a_new_use_in_an_old_unit_is_a_gain_there() -> None:
    head = BASE.replace("return open('x')", "import socket\n    return socket.create_connection(open('x'))")
    assert gains(head) == [("f", "network", "socket", 3), ("f", "network", "socket.create_connection", 4)]


def test_a_use_that_another_unit_had_is_a_gain_of_this_one() -> None:
    assert gains(BASE + "def h():\n    os.system('x')\n") == [("h", "processes", "os.system", 7)]


def test_everything_in_a_new_file_is_gained() -> None:
    assert gains("import ctypes\n", None) == [("<module>", "native", "ctypes", 1)]


def test_hiding_a_name_behind_a_string_is_a_gain() -> None:
    head = BASE.replace("os.system('x')", "getattr(os, 'sys' + 'tem')('x')")
    assert gains(head) == [("g", "reflection", "getattr", 5)]
