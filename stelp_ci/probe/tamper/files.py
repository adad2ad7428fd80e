"""The face of the comparison: two versions of test files in, suspicions out. Pure, and light enough for a hook."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.probe.naming import Naming
from stelp_ci.probe.tamper.assertions import asserting_helpers
from stelp_ci.probe.tamper.conftest import compare_conftest
from stelp_ci.probe.tamper.hit import TamperHit
from stelp_ci.probe.tamper.marks import replaced
from stelp_ci.probe.tamper.pairs import File, Pair, pair_tests, read_file
from stelp_ci.probe.tamper.rules import Complaint, Context, complaints
from stelp_ci.probe.tamper.settings import compare_settings, is_settings

USUAL = Naming()
"""pytest's own defaults."""


class Versions(NamedTuple):
    """One file on both sides; None where a side has none. The paths differ where it was renamed."""

    base_path: str
    head_path: str
    before: bytes | None
    after: bytes | None


def compare(
    before: bytes | None,
    after: bytes | None,
    path: str,
    *,
    naming: Naming = USUAL,
    units: frozenset[str] = frozenset(),
) -> tuple[TamperHit, ...]:
    """What the file at `path` says less than before. `units` are names of changed functions, whose mocks count.

    Never raises, never runs the source; a file without a syntax tree gives nothing.
    """
    return compare_files([Versions(path, path, before, after)], naming=naming, units=units)


def compare_files(
    files: Iterable[Versions], *, naming: Naming = USUAL, units: frozenset[str] = frozenset()
) -> tuple[TamperHit, ...]:
    """The same for all test files of a change at once: a test that moved to another file is followed."""
    tests: list[tuple[File, File]] = []
    hits: list[TamperHit] = []
    for file in files:
        hits.extend(_other(file))
        if file.head_path.endswith(".py") or file.base_path.endswith(".py"):
            base_naming = naming if naming.is_test_file(file.base_path) else _NONE
            head_naming = naming if naming.is_test_file(file.head_path) else _NONE
            tests.append(
                (
                    read_file(file.base_path, file.before, base_naming),
                    read_file(file.head_path, file.after, head_naming),
                )
            )
    return (*_tests(tests, units), *hits)


_NONE = Naming(functions=(), classes=())
"""What collects nothing: the naming of a file that is no test file."""


def _other(file: Versions) -> Iterator[TamperHit]:
    """What is no test function: configuration, conftest files, expected output."""
    name = file.head_path.rpartition("/")[2]
    if is_settings(name):
        yield from compare_settings(file.before, file.after, file.head_path)
    elif name == "conftest.py":
        yield from compare_conftest(file.before, file.after, file.head_path)
    elif not name.endswith((".py", ".pyi", ".md", ".rst")) and file.before is not None and file.before != file.after:
        what = "a file that tests read was deleted" if file.after is None else "a file that tests read was overwritten"
        yield TamperHit(TamperKind.EXPECTED_FILE, file.head_path, 1, what)


def _tests(files: list[tuple[File, File]], units: frozenset[str]) -> Iterator[TamperHit]:
    context = Context(_helpers(base for base, _ in files), _helpers(head for _, head in files), units)
    for pair in pair_tests(files):
        gone = _gone(pair)
        if gone is not None:
            yield gone
        elif pair.head is not None:
            seen: set[tuple[TamperKind, int]] = set()
            for kind, line, what in complaints(pair, context):
                if (kind, line) not in seen:
                    seen.add((kind, line))
                    yield _hit(pair, (kind, line or pair.head.node.lineno, what))
    yield from _fixtures(files, units)


def _hit(pair: Pair, complaint: Complaint) -> TamperHit:
    kind, line, what = complaint
    return TamperHit(kind, pair.head_path, line, what, pair.was, pair.now)


def _gone(pair: Pair) -> TamperHit | None:
    """A test that the head does not have, or that pytest would pass over there."""
    if pair.base is None:
        return None
    if pair.head is None:
        return TamperHit(TamperKind.REMOVED, pair.base_path, pair.base.node.lineno, "the test was removed", pair.was)
    if not pair.head.collected:
        what = f"the test is no longer collected as {pair.head.name}"
        return TamperHit(TamperKind.NOT_COLLECTED, pair.head_path, pair.head.node.lineno, what, pair.was)
    return None


def _helpers(files: Iterable[File]) -> frozenset[str]:
    return asserting_helpers(found.node for file in files for found in file.functions.values() if not found.collected)


def _fixtures(files: list[tuple[File, File]], units: frozenset[str]) -> Iterator[TamperHit]:
    """Functions beside the tests that put something in the place of what the change touches."""
    for base, head in files:
        for name, found in head.functions.items():
            before = dict(replaced(base.functions[name].node, units)) if name in base.functions else {}
            for unit, line in replaced(found.node, units) if not found.collected else ():
                if unit not in before:
                    what = f"`{unit}`, which the change touches, is replaced for the tests"
                    yield TamperHit(TamperKind.MOCKED, head.path, line, what)
