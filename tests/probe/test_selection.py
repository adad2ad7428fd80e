"""Which test files are selected, and why."""

from pathlib import Path

from stelp_ci.model.change import Change, ChangeKind, FileChange
from stelp_ci.model.evidence import SelectionReason
from stelp_ci.model.file_role import FileRole
from stelp_ci.probe.selection import select
from tests.probe.scripted import FILES, change_of, runnable


def targets(tmp_path: Path, change: Change, files: dict[str, str] = FILES, skip: tuple[str, ...] = ()) -> list[str]:
    selected = select(change, runnable(tmp_path, files), skip)
    return list(selected.selection.targets) if selected else []


def test_tests_that_name_the_changed_function_are_selected(tmp_path: Path) -> None:
    assert targets(tmp_path, change_of("double")) == ["tests/test_mod.py"]


def test_a_changed_test_file_is_selected(tmp_path: Path) -> None:
    file = FileChange(
        kind=ChangeKind.MODIFIED,
        base_path="tests/test_other.py",
        head_path="tests/test_other.py",
        role=FileRole.TEST,
        is_python=True,
    )
    change = Change(base=change_of().base, head=change_of().head, files=(file,))
    assert targets(tmp_path, change) == ["tests/test_other.py"]


def test_a_dunder_method_is_reached_through_its_class(tmp_path: Path) -> None:
    files = {**FILES, "tests/test_box.py": "from pkg.box import Box\n\ndef test_len():\n    assert len(Box()) == 0\n"}
    assert targets(tmp_path, change_of("Box.__len__", path="pkg/case.py"), files) == ["tests/test_box.py"]


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
