"""A tree that everybody may read is used as it is; any other is copied, and the original stays as it was."""

from pathlib import Path

import pytest

from stelp_ci.execute.views import readable_view


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "tree"
    (root / "deep").mkdir(parents=True)
    (root / "deep" / "file.py").write_text("x", encoding="utf-8")
    (root / "run").write_text("x", encoding="utf-8")
    (root / "run").chmod(0o755)
    (root / "link").symlink_to("/etc/shadow")
    return root


def test_a_readable_tree_is_used_as_it_is(tree: Path, tmp_path: Path) -> None:
    assert readable_view(tree, tmp_path / "view") == tree
    assert not (tmp_path / "view").exists()


@pytest.mark.parametrize(("path", "mode"), [(".", 0o700), ("deep", 0o710), ("deep/file.py", 0o600), ("run", 0o700)])
def test_a_closed_tree_is_copied_open(path: str, mode: int, tree: Path, tmp_path: Path) -> None:
    (tree / path).chmod(mode)
    view = readable_view(tree, tmp_path / "view")
    assert view == tmp_path / "view"
    assert readable_view(view, tmp_path / "other") == view
    assert (view / "deep" / "file.py").read_text(encoding="utf-8") == "x"
    assert (view / "run").stat().st_mode & 0o777 == 0o755
    assert (tree / path).stat().st_mode & 0o777 == mode


def test_a_symlink_stays_a_symlink(tree: Path, tmp_path: Path) -> None:
    tree.chmod(0o700)
    assert (readable_view(tree, tmp_path / "view") / "link").readlink() == Path("/etc/shadow")
