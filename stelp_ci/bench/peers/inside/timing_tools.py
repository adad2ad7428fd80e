"""How each tool compiles a program, and runs one whose text it has compiled: the same steps for all of them."""

import ast
from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

Run = Callable[[], object]

FUEL = 10**9
"""Nothing that is timed ends for want of fuel. Like the default (5 * 10**7) it is counted in one digit of CPython's."""


class Driver(NamedTuple):
    """`loaded(text)` gives a function that runs the text, compiled before, once.

    `called(text)` runs the text, which defines `run`, and gives a function that calls it.
    """

    loaded: Callable[[str], Run]
    called: Callable[[str], Run]


def cpython() -> Driver:
    """Python as it is."""

    def loaded(text: str) -> Run:
        code, names = compile(text, "<program>", "exec", dont_inherit=True), {"__name__": "__main__"}
        return lambda: exec(code, names)  # noqa: S102 - what is measured

    def called(text: str) -> Run:
        names: dict[str, Any] = {"__name__": "__main__"}
        exec(compile(text, "<program>", "exec", dont_inherit=True), names)  # noqa: S102
        return names["run"]

    return Driver(loaded, called)


def strict() -> Driver:
    """stelp-ci's strict profile."""
    transpile: Any = import_module("_stelp.transpile.strict.transpile").transpile_source
    namespace: Any = import_module("_stelp.transpile.runtime.namespace").make_namespace
    policy: Any = import_module("_stelp.transpile.strict.policy").STRICT._replace(fuel=FUEL)

    def prepared(text: str) -> tuple[Any, dict[str, Any]]:
        seen = transpile(text, policy)
        if not hasattr(seen, "code"):
            raise ValueError(str(seen.violations[0]))
        return seen.code("<program>"), namespace(policy)

    def loaded(text: str) -> Run:
        code, names = prepared(text)
        return lambda: exec(code, names)  # noqa: S102 - what is measured

    def called(text: str) -> Run:
        code, names = prepared(text)
        exec(code, names)  # noqa: S102
        return names["run"]

    return Driver(loaded, called)


def restrictedpython() -> Driver:
    """RestrictedPython with the tuned guards of its driver."""
    other: Any = import_module("restrictedpython_driver")

    def loaded(text: str) -> Run:
        code, names = other.compiled(text), other.namespace()
        return lambda: exec(code, names)  # noqa: S102 - what is measured

    def called(text: str) -> Run:
        names = other.namespace()
        exec(other.compiled(text), names)  # noqa: S102
        return names["run"]

    return Driver(loaded, called)


def smolagents() -> Driver:
    """smolagents' executor, its limits out of the way."""
    local: Any = import_module("smolagents.local_python_executor")
    for name in ("MAX_OPERATIONS", "MAX_WHILE_ITERATIONS"):
        setattr(local, name, FUEL)

    def executor() -> Any:
        made = local.LocalPythonExecutor(additional_authorized_imports=["*"], timeout_seconds=None)
        made.send_tools({})
        return made

    def loaded(text: str) -> Run:
        made = executor()
        return lambda: made(text)

    def called(text: str) -> Run:
        made = executor()
        made(text)
        return lambda: made("run()").output

    return Driver(loaded, called)


def monty() -> Driver:
    """pydantic-monty in a warm worker."""
    binary = import_module("glob").glob("/layers/*/bin/monty")[0]
    pool = import_module("pydantic_monty").Monty(binary_path=binary).__enter__()

    def session() -> Any:
        return pool.checkout().__enter__()

    def loaded(text: str) -> Run:
        made = session()
        return lambda: made.feed_run(text)

    def called(text: str) -> Run:
        made = session()
        made.feed_run(text)
        return lambda: made.feed_run("run()")

    return Driver(loaded, called)


def asteval() -> Driver:
    """asteval without numpy."""
    interpreter: Any = import_module("asteval").Interpreter

    def evaluated(made: Any, text: str) -> Any:
        result = made.eval(text, show_errors=False, raise_errors=False)
        if made.error:
            raise ValueError(str(made.error[0].get_error()))
        return result

    def loaded(text: str) -> Run:
        made = interpreter(use_numpy=False)
        return lambda: evaluated(made, text)

    def called(text: str) -> Run:
        made = interpreter(use_numpy=False)
        evaluated(made, text)
        return lambda: evaluated(made, "run()")

    return Driver(loaded, called)


DRIVERS: dict[str, Callable[[], Driver]] = {
    "CPython": cpython,
    "stelp-ci strict": strict,
    "RestrictedPython": restrictedpython,
    "smolagents": smolagents,
    "pydantic-monty": monty,
    "asteval": asteval,
}


def compilers() -> dict[str, Callable[[str], object]]:
    """What it takes to get from a text to what can run."""
    transpile: Any = import_module("_stelp.transpile.strict.transpile").transpile_source
    found: dict[str, Callable[[str], object]] = {
        "compile": lambda text: compile(text, "<program>", "exec", dont_inherit=True),
        "ast.parse + compile": lambda text: compile(ast.parse(text), "<program>", "exec", dont_inherit=True),
        "stelp-ci strict": lambda text: _code(transpile(text)),
        "compile_restricted": import_module("restrictedpython_driver").compiled,
    }
    return found


def _code(seen: Any) -> object:
    """A refusal took as long as it took; it has no code."""
    return seen.code("<program>") if hasattr(seen, "code") else seen
