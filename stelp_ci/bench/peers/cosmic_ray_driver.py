"""cosmic-ray over one module of the working directory: lists its mutants, or tells which of them a test command kills.

Run as `python cosmic_ray_driver.py list MODULE`, or as `python cosmic_ray_driver.py judge MODULE SECONDS COMMAND` with
a list of [operator, occurrence] as JSON on standard input; JSON on standard output.
"""

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any


def listed(path: Path) -> Iterator[dict[str, Any]]:
    """Every mutant of the operators that take no arguments, with the text that the module has then."""
    mutating: Any = import_module("cosmic_ray.mutating")
    plugins: Any = import_module("cosmic_ray.plugins")
    source = path.read_text(encoding="utf-8")
    for name in plugins.operator_names():
        operator = plugins.get_operator(name)
        if operator.arguments():
            continue
        for occurrence in count():
            text = mutating.mutate_code(source, operator(), occurrence)
            if text is None:
                break
            yield {"operator": name, "occurrence": occurrence, "text": text}


def judged(path: Path, wanted: list[tuple[str, int]], seconds: float, command: str) -> Iterator[str]:
    """`killed`, `survived` or `incompetent` for each."""
    mutating: Any = import_module("cosmic_ray.mutating")
    items: Any = import_module("cosmic_ray.work_item")
    for operator, occurrence in wanted:
        spec = items.MutationSpec(
            module_path=path, operator_name=operator, occurrence=occurrence, start_pos=(1, 0), end_pos=(1, 1)
        )
        result = mutating.mutate_and_test([spec], command, seconds)
        yield str(result.test_outcome.value if result.test_outcome else result.worker_outcome.value)


def main() -> None:
    """Do what the arguments say."""
    what, module, *rest = sys.argv[1:]
    if what == "list":
        told: list[Any] = list(listed(Path(module)))
    else:
        told = list(judged(Path(module), json.load(sys.stdin), float(rest[0]), rest[1]))
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
