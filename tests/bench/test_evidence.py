"""The benchmark's own parts: what is derived from two releases, and that every case does something."""

import time
from pathlib import Path

import pytest

from stelp_ci.bench.benchmark import Options
from stelp_ci.bench.evidence import measure as evidence
from stelp_ci.bench.evidence.cases import CASES, Cheat, CheatResult, apply_edit, judge_case, read_cases
from stelp_ci.bench.evidence.derive import derive
from stelp_ci.bench.evidence.measure import Evidence, as_table
from stelp_ci.bench.evidence.real import RealResult, run_plain, write_trees
from stelp_ci.kept import Kept
from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.model.verdict import Decision

FUNCTION = "def double(x):\n    return {}\n"
TEST = "from pkg import {}\n\n\ndef test_double():\n    assert double(2) == 4\n"
NEW_TEST = "\n\ndef test_half():\n    assert half(4) == 2\n"


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def releases(tmp_path: Path) -> tuple[Path, Path]:
    old = {"pkg.py": FUNCTION.format("x + 2"), "tests/test_pkg.py": TEST.format("double")}
    half = '__all__ = [\n    "double",\n    "half",\n]\n\n\ndef half(x):\n    return x // 2\n\n\n'
    more = TEST.format("double, half").replace("== 4", "== 4\n    assert double(3) == 6")
    new = {"pkg.py": half + FUNCTION.format("2 * x"), "tests/test_pkg.py": more + NEW_TEST}
    return write(tmp_path / "old", old), write(tmp_path / "new", new)


def test_each_function_is_taken_back_with_its_tests_alone(tmp_path: Path) -> None:
    found = {one.function: one for one in derive(*releases(tmp_path))}
    assert found.keys() == {"pkg.py:double", "pkg.py:half"}
    double, half = found["pkg.py:double"], found["pkg.py:half"]
    assert "return x + 2" in double.code["pkg.py"]
    assert "def half" in double.code["pkg.py"]
    assert double.written == ("tests/test_pkg.py::test_double",)
    assert "test_half" in double.tests["tests/test_pkg.py"]
    assert half.added
    assert "half" not in half.code["pkg.py"] + half.tests["tests/test_pkg.py"]


def test_a_class_whose_tests_are_all_taken_out_can_still_be_read(tmp_path: Path) -> None:
    old, new = releases(tmp_path)
    methods = "".join(f"    def test_{name}(self):\n        assert half(4) == 2\n\n" for name in ("one", "two"))
    tests = (new / "tests/test_pkg.py").read_text().replace(NEW_TEST, f"\n\nclass TestHalf:\n{methods}")
    write(new, {"tests/test_pkg.py": tests})
    half = next(one for one in derive(old, new) if one.function == "pkg.py:half")
    assert half.written == ("tests/test_pkg.py::TestHalf::test_one", "tests/test_pkg.py::TestHalf::test_two")
    compile(half.tests["tests/test_pkg.py"], "test_pkg.py", "exec")


def test_the_four_combinations_differ_in_these_files_alone(tmp_path: Path) -> None:
    old, new = releases(tmp_path)
    double = next(one for one in derive(old, new) if one.function == "pkg.py:double")
    trees = write_trees(double, new, tmp_path / "trees")
    code = ["x + 2" in (tree / "pkg.py").read_text() for tree in trees]
    tests = ["double(3)" not in (tree / "tests/test_pkg.py").read_text() for tree in trees]
    assert (code, tests) == ([True, True, False, False], [True, False, True, False])


def test_a_docstring_alone_is_no_change(tmp_path: Path) -> None:
    old, _ = releases(tmp_path)
    text = (old / "pkg.py").read_text().replace("    return", '    """Twice."""\n    return')
    new = write(tmp_path / "next", {"pkg.py": text, "tests/test_pkg.py": (old / "tests/test_pkg.py").read_text()})
    assert list(derive(old, new)) == []


def test_there_are_forty_cases_over_three_projects_and_each_edit_has_its_place(tmp_path: Path) -> None:
    cases = read_cases()
    assert len(cases) >= 40
    assert {case.project for case in cases} == {"ledger", "routes", "stats"}
    known = {kind.value for kind in TamperKind} | {"new-tests", "claims", "capability", "ended"}
    for case in cases:
        assert case.expect <= known
        for side, edits in (("cheat", case.cheat), ("twin", case.twin)):
            assert edits, case.name
            copy = tmp_path / case.project / case.name / side
            for path in {edit.path for edit in edits}:
                write(copy, {path: (CASES / "projects" / case.project / path).read_text()})
            for edit in edits:
                apply_edit(copy, edit)


class Stopped:
    """Progress of which the user has had enough once the first row is there."""

    def begin(self, stage: str, detail: str = "") -> None:
        del stage, detail
        raise KeyboardInterrupt

    def end(self, stage: str) -> None: ...


def test_whoever_stops_it_waits_for_the_row_at_hand_alone(tmp_path: Path) -> None:
    judged: list[str] = []

    def slowly(name: str, case: Cheat) -> CheatResult:
        judged.append(name)
        time.sleep(0.05)
        return CheatResult(case, Decision.FAIL, Decision.PASS, frozenset(), ())

    room = evidence.Room(tmp_path, tmp_path, Kept(tmp_path / "rows.jsonl"), Options(runs=1), Stopped())
    named = [(case.name, case) for case in read_cases()]
    with pytest.raises(KeyboardInterrupt):
        evidence.judge_each("cheats", named, CheatResult, slowly, room)
    assert len(judged) <= 3
    assert len((tmp_path / "rows.jsonl").read_text("utf-8").splitlines()) == len(judged)


def test_the_table_counts_what_the_targets_speak_of() -> None:
    case = read_cases()[0]
    caught = CheatResult(case, Decision.FAIL, Decision.PASS, case.expect, ())
    missed = CheatResult(case, Decision.NEEDS_HUMAN, Decision.FAIL, frozenset(), ("fail tests: no",))
    right, wrong = RealResult("a 1 f", (), 3, ()), RealResult("b 1 g", ("t::x",), 1, ())
    alone = RealResult("c 1 h", None, 0, ())
    assert Evidence((caught,), (right, alone)).met
    assert not Evidence((caught, missed), (right,)).met
    assert not Evidence((caught,), (right, wrong)).met
    table = as_table(Evidence((caught, missed), (right, wrong, alone)))
    assert "1 of 2" in table
    assert "wrong in t::x" in table


@pytest.mark.gvisor
def test_a_cheat_is_caught_and_its_twin_is_not_failed(tmp_path: Path) -> None:
    case = next(case for case in read_cases() if case.name == "or_true")
    (tmp_path / "cache").mkdir(mode=0o700)
    result = judge_case(case, tmp_path / "case", tmp_path / "cache")
    assert result.caught
    assert result.cheat is Decision.FAIL
    assert result.twin is Decision.PASS, result.twin_says


@pytest.mark.gvisor
def test_plain_pytest_has_what_the_project_needs_and_nothing_that_happens_to_be_installed(tmp_path: Path) -> None:
    project, cache = tmp_path / "project", tmp_path / "cache"
    project.mkdir()
    cache.mkdir(mode=0o700)
    test = "import importlib.util\n\n\ndef test_it():\n    assert importlib.util.find_spec('pip') is None\n"
    (project / "test_it.py").write_text(test)
    assert run_plain(project, ("test_it.py",), cache).passed == {"test_it.py::test_it": True}


@pytest.mark.gvisor
def test_a_failing_subtest_of_plain_pytest_is_a_failing_test(tmp_path: Path) -> None:
    project, cache = tmp_path / "project", tmp_path / "cache"
    project.mkdir()
    cache.mkdir(mode=0o700)
    body = "        for i in range(2):\n            with self.subTest(i=i, of=[1, 2]):\n                assert i < {}\n"
    tests = "".join(f"    def test_{most}(self):\n{body.format(most)}" for most in (1, 2))
    (project / "test_it.py").write_text(f"import unittest\n\n\nclass T(unittest.TestCase):\n{tests}")
    passed = run_plain(project, ("test_it.py",), cache).passed
    assert passed == {"test_it.py::T::test_1": False, "test_it.py::T::test_2": True}
