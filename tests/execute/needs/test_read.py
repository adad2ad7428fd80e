import json
from pathlib import Path

import pytest

from stelp_ci.execute.needs.read import MOST_ROOTS, read_needs
from stelp_ci.model.settings import DependencySettings
from stelp_ci.model.source import SourceTree
from tests.execute.houses import MakeTree

pytest_plugins = ("tests.execute.houses",)

CASES = Path(__file__).parents[2] / "cases" / "execute" / "projects"


@pytest.mark.parametrize("case", sorted(path.stem for path in CASES.glob("*.json")))
def test_the_needs_of_each_project_are_those_beside_it(case: str) -> None:
    expected = json.loads((CASES / f"{case}.json").read_text())
    needs = read_needs(SourceTree(CASES / case, case), DependencySettings())
    assert list(needs.roots) == expected["roots"]
    assert list(needs.constraints) == expected["constraints"]
    assert {name: list(digests) for name, digests in needs.hashes} == expected["hashes"]
    assert list(needs.notes) == expected["needs_notes"]


def test_every_project_has_its_expectation_beside_it() -> None:
    assert {path.name for path in CASES.iterdir() if path.is_dir()} == {path.stem for path in CASES.glob("*.json")}


def test_settings_choose_extras_and_groups() -> None:
    settings = DependencySettings(extras=("docs",), groups=())
    assert "sphinx" in read_needs(SourceTree(CASES / "flat", ""), settings).roots
    assert "pytest>=8" not in read_needs(SourceTree(CASES / "flat", ""), settings).roots


def test_an_extra_that_settings_ask_for_and_nobody_declares_is_noted() -> None:
    needs = read_needs(SourceTree(CASES / "flat", ""), DependencySettings(extras=("tests-all",)))
    assert needs.notes == ("not assessed: the project has no extra called tests-all, which the settings ask for",)


def test_requirement_files_of_the_settings_replace_the_usual_ones(make_tree: MakeTree) -> None:
    tree = make_tree({"requirements-test.txt": "pytest\n", "ci/needs.txt": "idna\n"})
    assert read_needs(tree, DependencySettings(requirements=("ci/needs.txt",))).roots == ("idna",)


def test_names_for_development_count_only_without_names_for_tests(make_tree: MakeTree) -> None:
    both = make_tree({"pyproject.toml": '[dependency-groups]\ntest = ["pytest"]\ndev = ["ruff"]\n'})
    assert read_needs(both, DependencySettings()).roots == ("pytest",)
    alone = make_tree({"pyproject.toml": '[dependency-groups]\ndev = ["ruff"]\n'})
    assert read_needs(alone, DependencySettings()).roots == ("ruff",)


def test_the_digest_follows_what_is_resolved_and_nothing_else(make_tree: MakeTree) -> None:
    first = read_needs(make_tree({"requirements.txt": "attrs\nidna\n"}), DependencySettings())
    moved = read_needs(make_tree({"requirements.txt": "# order does not count\nidna\nattrs\n"}), DependencySettings())
    other = read_needs(make_tree({"requirements.txt": "attrs\nidna>=3\n"}), DependencySettings())
    assert first.digest == moved.digest != other.digest


def test_a_workspace_member_is_never_looked_up_in_an_index() -> None:
    """Somebody could have registered its name there."""
    assert not any(
        root.startswith("hull") for root in read_needs(SourceTree(CASES / "uv", ""), DependencySettings()).roots
    )


def test_an_empty_tree_needs_nothing(make_tree: MakeTree) -> None:
    assert read_needs(make_tree({}), DependencySettings()).roots == ()


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe\x00broken",
        b"[project\n",
        b"project = 3\n",
        b"[project]\nname = 7\ndependencies = { a = 1 }\noptional-dependencies = []\n",
        b"[project]\nname = ['x']\ndynamic = 'dependencies'\n",
        b"[dependency-groups]\ntest = [1, { include-group = 2 }, [], 'pytest']\n",
        b"[tool.poetry]\ndependencies = 'x'\ngroup = [1]\nextras = { a = 1 }\n",
        b"[tool.uv]\nworkspace = 3\nsources = []\nindex = 1\n",
        b"a = " + b"[" * 5000 + b"]" * 5000,
        b"x = 1\n" * 400_000,
    ],
)
@pytest.mark.parametrize(
    "name", ["pyproject.toml", "setup.cfg", "setup.py", "tox.ini", "uv.lock", "requirements.txt", "Pipfile.lock"]
)
def test_malformed_files_lead_to_notes_not_to_errors(name: str, content: bytes, make_tree: MakeTree) -> None:
    needs = read_needs(make_tree({name: content}), DependencySettings())
    assert all(note.isprintable() for note in needs.notes)


def test_more_requirements_than_can_be_resolved_are_cut_and_noted(make_tree: MakeTree) -> None:
    lines = "".join(f"package-{number}\n" for number in range(MOST_ROOTS + 7))
    needs = read_needs(make_tree({"requirements.txt": lines}), DependencySettings())
    assert len(needs.roots) == MOST_ROOTS
    assert needs.notes == ("not assessed: 7 of 2007 requirements, more than can be resolved",)


def test_a_link_out_of_the_tree_is_not_followed(make_tree: MakeTree, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("outside-the-tree\n")
    tree = make_tree({"a.py": ""})
    (tree.root / "requirements.txt").symlink_to(tmp_path / "secret.txt")
    (tree.root / "pyproject.toml").symlink_to("/dev/zero")
    assert read_needs(tree, DependencySettings()).roots == ()
