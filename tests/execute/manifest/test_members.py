from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.members import MOST_MEMBERS, member_folders
from tests.execute.houses import MakeTree

pytest_plugins = ("tests.execute.houses",)


def test_only_what_the_workspace_names_is_a_member(make_tree: MakeTree) -> None:
    root = '[project]\nname = "x"\n[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old"]\n'
    tree = make_tree(
        {"pyproject.toml": root, "packages/a/pyproject.toml": "", "packages/old/setup.py": "", "b/setup.py": ""}
    )
    assert member_folders(ProjectFiles(tree.root)) == ("packages/a",)


def test_a_project_without_a_workspace_has_no_members(make_tree: MakeTree) -> None:
    tree = make_tree({"pyproject.toml": '[project]\nname = "x"\n', "plugins/y/pyproject.toml": ""})
    assert member_folders(ProjectFiles(tree.root)) == ()


def test_examples_and_tests_of_a_bare_root_are_no_members(make_tree: MakeTree) -> None:
    tree = make_tree({"a/setup.cfg": "", "examples/b/setup.py": "", "tests/c/setup.py": "", ".hidden/setup.py": ""})
    assert member_folders(ProjectFiles(tree.root)) == ("a",)


def test_members_outside_of_the_tree_are_not_looked_for(make_tree: MakeTree) -> None:
    root = (
        '[project]\nname = "x"\n[tool.uv.workspace]\nmembers = ["../*", "/*", "**/*"]\n'
        '[tool.uv.sources]\nz = { path = "../z" }\n'
    )
    tree = make_tree({"pyproject.toml": root})
    (tree.root.parent / "z").mkdir()
    (tree.root.parent / "z" / "pyproject.toml").write_text("")
    assert member_folders(ProjectFiles(tree.root)) == ()


def test_a_tree_full_of_projects_is_cut_and_noted(make_tree: MakeTree) -> None:
    files = ProjectFiles(make_tree({f"p{number:03}/setup.py": "" for number in range(MOST_MEMBERS + 5)}).root)
    assert len(member_folders(files)) == MOST_MEMBERS
    assert files.notes == ["the tree holds 69 projects; the first 64 were taken into account"]
