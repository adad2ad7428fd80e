import os

import pytest

from stelp_ci.execute.manifest.files import ProjectFiles
from tests.execute.houses import MakeTree

pytest_plugins = ("tests.execute.houses",)


@pytest.mark.parametrize(
    "path", ["../outside", "/etc/passwd", "a/../../outside", "absent", "folder", "a\0", "pipe", "loop", "out"]
)
def test_only_regular_files_of_the_tree_are_found(path: str, make_tree: MakeTree) -> None:
    tree = make_tree({"folder/file": "text"})
    (tree.root.parent / "outside").write_text("text")
    os.mkfifo(tree.root / "pipe")
    (tree.root / "loop").symlink_to("loop")
    (tree.root / "out").symlink_to("../outside")
    assert ProjectFiles(tree.root).text(path) is None


def test_a_link_within_the_tree_is_followed(make_tree: MakeTree) -> None:
    tree = make_tree({"a": "text"})
    (tree.root / "b").symlink_to("a")
    assert ProjectFiles(tree.root).text("b") == "text"


def test_what_was_read_and_what_could_not_be_are_told(make_tree: MakeTree) -> None:
    files = ProjectFiles(make_tree({"a": "text", "b": b"\xff", "c\n": "x" * 2_000_000}).root)
    assert (files.text("a"), files.text("b"), files.text("c\n")) == ("text", None, None)
    assert files.read == ["a"]
    assert len(files.notes) == 2
    assert all(note.isprintable() for note in files.notes)
