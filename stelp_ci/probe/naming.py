"""Which names pytest takes for tests: its defaults, unless a project's configuration says otherwise.

Source: pytest's reference, `python_files`, `python_classes`, `python_functions`.
"""

import fnmatch
from typing import NamedTuple


class Naming(NamedTuple):
    """Patterns as pytest reads them: file globs; for classes and functions a prefix, or a glob when it has one.

    `doctests`: the project's own options collect the doctests of modules.
    """

    files: tuple[str, ...] = ("test_*.py", "*_test.py")
    classes: tuple[str, ...] = ("Test",)
    functions: tuple[str, ...] = ("test",)
    roots: tuple[str, ...] = ()
    doctests: bool = False

    def is_test_file(self, path: str) -> bool:
        """Whether pytest would collect `path`, were it below a collected root."""
        name = path.rpartition("/")[2]
        return any(fnmatch.fnmatchcase(name, glob) or fnmatch.fnmatchcase(path, glob) for glob in self.files)

    def is_test_class(self, name: str) -> bool:
        """Whether pytest collects a plain class of this name."""
        return _matches(name, self.classes)

    def is_test_function(self, name: str) -> bool:
        """Whether pytest collects a function or method of this name."""
        return _matches(name, self.functions)


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(name.startswith(p) or (set(p) & set("*?[") and fnmatch.fnmatchcase(name, p)) for p in patterns)
