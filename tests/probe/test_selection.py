"""Which test files are selected, and why."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from stelp_ci.model.change import Change, ChangedUnit, ChangeKind, FileChange, Span, Unit, UnitKind
from stelp_ci.model.evidence import Selection, SelectionReason
from stelp_ci.model.file_role import FileRole
from stelp_ci.probe.selection import MAX_WHOLE, select
from tests.probe.scripted import FILES, LARGE, change_of, runnable


def selection(tmp_path: Path, change: Change, files: dict[str, str] = LARGE, skip: tuple[str, ...] = ()) -> Selection:
    selected = select(change, runnable(tmp_path, files), skip)
    assert selected is not None
    return selected.selection


def targets(tmp_path: Path, change: Change, files: dict[str, str] = LARGE, skip: tuple[str, ...] = ()) -> list[str]:
    return list(selection(tmp_path, change, files, skip).targets)


def test_tests_that_name_the_changed_function_are_selected(tmp_path: Path) -> None:
    assert targets(tmp_path, change_of("double")) == ["tests/test_mod.py"]


def test_tests_that_reach_it_through_another_function_are_selected(tmp_path: Path) -> None:
    files = {
        **LARGE,
        "pkg/up.py": "from pkg.mod import double\n\n\ndef quadruple(x):\n    return double(double(x))\n",
        "tests/test_up.py": "import pkg.up\n\n\ndef test_up():\n    assert pkg.up.quadruple(1) == 4\n",
    }
    found = selection(tmp_path, change_of("double"), files)
    assert (found.targets, found.reason) == (("tests/test_mod.py", "tests/test_up.py"), SelectionReason.REACHED)


def test_a_small_suite_runs_whole_where_a_quarter_of_it_reaches_the_change(tmp_path: Path) -> None:
    assert selection(tmp_path, change_of("double"), FILES).reason is SelectionReason.WHOLE_SHARE


@pytest.mark.parametrize("name", ["<module>", "Box.__len__", "decorated"])
def test_a_small_suite_runs_whole_where_no_name_has_to_show_the_use(tmp_path: Path, name: str) -> None:
    kind = UnitKind.MODULE if name == "<module>" else UnitKind.FUNCTION
    files = {**LARGE, "pkg/mod.py": "@cached\ndef double(x):\n    return 2 * x\n"}
    unit = Unit(path="pkg/mod.py", qualname=name, kind=kind, span=Span(start=1, end=3))
    change = change_of()
    changed = replace(change.files[0], units=(ChangedUnit(kind=ChangeKind.MODIFIED, base=unit, head=unit),))
    found = selection(tmp_path, replace(change, files=(changed,)), files)
    assert (found.reason, len(found.targets)) == (SelectionReason.WHOLE_UNNAMED, 2)


def test_a_large_suite_is_narrowed_to_the_names_of_the_change(tmp_path: Path) -> None:
    files = {
        **FILES,
        "pkg/up.py": "from pkg.mod import double\n\n\ndef quadruple(x):\n    return double(double(x))\n",
        "tests/test_other.py": LARGE["tests/test_other.py"].replace("assert True", "pkg.up.quadruple(1)")
        * (1 + MAX_WHOLE // 20),
    }
    assert targets(tmp_path, change_of("double"), files) == ["tests/test_mod.py"]


def test_what_is_too_much_for_the_limits_falls_back_on_the_names_of_the_change(tmp_path: Path) -> None:
    selected = select(change_of("double"), runnable(tmp_path, FILES), ())
    assert selected is not None
    assert selected.narrower is not None
    assert selected.narrower.selection.targets == ("tests/test_mod.py",)
    assert selected.narrower.narrower is None


def test_a_changed_test_file_is_selected(tmp_path: Path) -> None:
    file = FileChange(
        kind=ChangeKind.MODIFIED,
        base_path="tests/test_other.py",
        head_path="tests/test_other.py",
        role=FileRole.TEST,
        is_python=True,
    )
    change = Change(base=change_of().base, head=change_of().head, files=(file,))
    assert targets(tmp_path, change, FILES | {"tests/test_mod.py": LARGE["tests/test_other.py"]}) == [
        "tests/test_other.py"
    ]


def test_a_dunder_method_is_reached_through_its_class(tmp_path: Path) -> None:
    files = {**FILES, "tests/test_box.py": "from pkg.box import Box\n\ndef test_len():\n    assert len(Box()) == 0\n"}
    selected = select(change_of("Box.__len__", path="pkg/case.py"), runnable(tmp_path, files), ())
    assert selected is not None
    assert selected.narrower is not None
    assert selected.narrower.selection.targets == ("tests/test_box.py",)


def test_the_whole_suite_runs_where_no_test_names_the_change(tmp_path: Path) -> None:
    selected = select(change_of("nobody", path="lonely.py"), runnable(tmp_path, FILES), ())
    assert selected is not None
    assert selected.selection.reason is SelectionReason.WHOLE_SUITE
    assert selected.selection.targets == ("tests/test_mod.py", "tests/test_other.py")


def test_paths_left_out_by_settings_are_not_selected(tmp_path: Path) -> None:
    assert targets(tmp_path, change_of("double"), skip=("tests/test_mod.py",)) == ["tests/test_other.py"]


def test_a_project_without_tests_has_no_selection(tmp_path: Path) -> None:
    assert select(change_of("double"), runnable(tmp_path, {"pkg/mod.py": ""}), ()) is None


def test_links_are_not_followed(tmp_path: Path) -> None:
    side = runnable(tmp_path / "tree", FILES)
    outside = tmp_path / "test_outside.py"
    outside.write_text("def test_double(): pass\n")
    (side.source / "tests" / "test_link.py").symlink_to(outside)
    selected = select(change_of("double"), side, ())
    assert selected is not None
    assert "tests/test_link.py" not in selected.selection.targets


def test_doctests_of_a_changed_module_are_selected_where_the_project_collects_them(tmp_path: Path) -> None:
    module = LARGE["pkg/mod.py"].replace("    return", '    """\n    >>> double(1)\n    2\n    """\n    return')
    files = {**LARGE, "pkg/mod.py": module}
    assert "pkg/mod.py" not in targets(tmp_path / "without", change_of("double"), files)
    asked = {**files, "pytest.ini": "[pytest]\naddopts = -ra --doctest-modules\n"}
    found = selection(tmp_path / "with", change_of("double"), asked)
    assert (found.targets, found.promised) == (("tests/test_mod.py", "pkg/mod.py"), 1)
