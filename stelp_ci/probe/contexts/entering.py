"""The test files that the contexts of the base let run: those that were seen entering what the change alters."""

from collections.abc import Collection

from stelp_ci.model.change import Change, FileChange, UnitKind
from stelp_ci.model.contexts import Contexts
from stelp_ci.model.file_role import FileRole
from stelp_ci.probe.contexts.places import key

_SILENT = frozenset({FileRole.SOURCE, FileRole.TEST, FileRole.WORKFLOW, FileRole.AGENT_INSTRUCTIONS})
_FOR_READERS = (".md", ".rst", ".txt")


def entering_files(change: Change, contexts: Contexts, suite: Collection[str]) -> frozenset[str] | None:
    """None where the contexts do not tell: a function runs for all tests at once, no test was seen in one, or the
    change alters other things that tests depend on (fixtures, dependencies, data).

    A test file that was not seen to its end enters everything. What the change adds is reached through what it alters,
    or by its name.
    """
    altered = _altered(change)
    if not altered or altered & set(contexts.shared) or any(_is_felt(file) for file in change.files):
        return None
    unseen = {path for path in suite if path not in contexts.entered}
    entering = {path for path, functions in contexts.entered.items() if altered.intersection(functions)}
    return frozenset(unseen | entering) if entering else None


def _is_felt(file: FileChange) -> bool:
    """Whether tests may feel the change of this file without entering any function of it."""
    if file.role is FileRole.SOURCE and not file.is_python:
        return True
    return file.role not in _SILENT and not file.path.endswith(_FOR_READERS)


def _altered(change: Change) -> set[str]:
    """The functions of the base that the change edits or removes."""
    files = (file for file in change.files if file.is_python and file.role is FileRole.SOURCE)
    bases = (unit.base for file in files for unit in file.units if unit.base is not None)
    return {key(unit.path, unit.qualname) for unit in bases if unit.kind in (UnitKind.FUNCTION, UnitKind.METHOD)}
