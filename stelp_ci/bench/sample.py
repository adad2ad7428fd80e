"""A generated pull request of known size, for measuring: our own harmless code, so that plain pytest may run it too."""

import os
import subprocess
from pathlib import Path

FUNCTIONS = 5
TESTS = 40

_FUNCTION = '''def scale_{n}(values, factor={factor}):
    """Each value times the factor, above zero."""
    result = []
    for value in values:
        if value {operator} 0:
            result.append(value * factor)
    return result
'''

_TEST = """def test_scale_{n}_case_{case}():
    assert scale_{n}([{case}, {case} + 1, -3]) == [{first}, {second}]
"""


def write_pull_request(repository: Path) -> None:
    """A repository with `main` and `change`: five functions changed, forty tests that all pass on both."""
    for branch, operator in (("main", ">"), ("change", ">=")):
        for path, text in _files(operator).items():
            (repository / path).parent.mkdir(parents=True, exist_ok=True)
            (repository / path).write_text(text, encoding="utf-8")
        _git(repository, *(["init", "--quiet", "--initial-branch"] if branch == "main" else ["switch", "-qc"]), branch)
        _git(repository, "add", "--all")
        _git(repository, "commit", "--quiet", "--message", branch)


def _files(operator: str) -> dict[str, str]:
    functions = [_FUNCTION.format(n=n, factor=n + 2, operator=operator) for n in range(FUNCTIONS)]
    names = ", ".join(f"scale_{n}" for n in range(FUNCTIONS))
    tests = [_test(index % FUNCTIONS, index // FUNCTIONS + 1) for index in range(TESTS)]
    return {
        "pyproject.toml": '[project]\nname = "sample"\nversion = "1.0"\nrequires-python = ">=3.10"\n',
        "sample/__init__.py": "",
        "sample/scaling.py": "\n\n".join(functions),
        "tests/test_scaling.py": f"from sample.scaling import {names}\n\n\n" + "\n\n".join(tests),
    }


def _test(n: int, case: int) -> str:
    return _TEST.format(n=n, case=case, first=case * (n + 2), second=(case + 1) * (n + 2))


def _git(repository: Path, *arguments: str) -> None:
    identity = {f"GIT_{who}_{what}": "bench" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", "-C", str(repository), *arguments], check=True, env=environment)  # noqa: S607
