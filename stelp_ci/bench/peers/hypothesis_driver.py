"""Hypothesis alone: 200 examples from the annotations of a function, both versions called, the first difference told.

Run as `python hypothesis_driver.py MODULE FUNCTION BASE HEAD`; exit code 1 and `Given: ...` where there is one.
"""

import copy
import importlib.util
import sys
import typing
from pathlib import Path
from typing import Any

EXAMPLES = 200
ANSWERS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What the functions of the table raise: it is their answer."""


def load(folder: str, name: str, function: str) -> Any:
    """The function of one version."""
    spec = importlib.util.spec_from_file_location(name, Path(folder, f"{name}.py"))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, function)


def outcome(function: Any, arguments: dict[str, Any]) -> str:
    """What a call gave, and what it left of its arguments."""
    held = copy.deepcopy(arguments)
    try:
        result: Any = function(**held)
    except ANSWERS as error:
        result = type(error).__name__
    return repr((result, held))


def main() -> int:
    """Compare."""
    from hypothesis import HealthCheck, Phase, given, settings, strategies

    name, function, base, head = sys.argv[1:]
    old, new = load(base, name, function), load(head, name, function)
    hints = {key: kind for key, kind in typing.get_type_hints(old).items() if key != "return"}

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        phases=[Phase.generate],
    )
    @given(strategies.fixed_dictionaries({key: strategies.from_type(kind) for key, kind in hints.items()}))
    def agree(arguments: dict[str, Any]) -> None:
        if outcome(old, arguments) != outcome(new, arguments):
            raise AssertionError(arguments)

    try:
        agree()
    except AssertionError as found:
        sys.stdout.write(f"Given: {found}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
