import pytest

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.needs.gathering import Gathering
from stelp_ci.execute.needs.requirement_files import MOST_FILES, RequirementFiles
from stelp_ci.model.source import SourceTree
from tests.execute.houses import MakeTree

pytest_plugins = ("tests.execute.houses",)


def gathered(tree: SourceTree, path: str = "requirements.txt") -> Gathering:
    gathering = Gathering(ProjectFiles(tree.root))
    RequirementFiles(gathering).add(path)
    return gathering


@pytest.mark.parametrize(
    "include", ["-r more.txt", "-rmore.txt", "--requirement more.txt", "--requirement=more.txt", '-r "more.txt"']
)
def test_every_spelling_of_an_include_is_followed(include: str, make_tree: MakeTree) -> None:
    assert list(gathered(make_tree({"requirements.txt": include, "more.txt": "idna"})).roots) == ["idna"]


def test_an_include_is_relative_to_the_file_that_names_it(make_tree: MakeTree) -> None:
    tree = make_tree(
        {"requirements/test.txt": "-r base.txt\n-r ../other.txt", "requirements/base.txt": "idna", "other.txt": "six"}
    )
    assert list(gathered(tree, "requirements/test.txt").roots) == ["idna", "six"]


def test_circles_end(make_tree: MakeTree) -> None:
    tree = make_tree({"requirements.txt": "-r b.txt\nsix", "b.txt": "-r ./requirements.txt\n-r x/../b.txt\nidna"})
    assert list(gathered(tree).roots) == ["idna", "six"]


def test_a_chain_of_includes_is_cut(make_tree: MakeTree) -> None:
    chain = {f"r{number}.txt": f"-r r{number + 1}.txt\npackage{number}" for number in range(200)}
    gathering = gathered(make_tree({"requirements.txt": "-r r0.txt", **chain}))
    assert len(gathering.roots) < MOST_FILES
    assert any("the rest was not read" in note for note in gathering.files.notes)


@pytest.mark.parametrize(
    "path", ["../outside.txt", "/etc/passwd", "a/../../outside.txt", "https://files.example.org/r.txt", "a\0b"]
)
def test_an_include_outside_of_the_tree_is_noted_and_not_read(path: str, make_tree: MakeTree) -> None:
    tree = make_tree({"requirements.txt": f"-r {path}\n"})
    (tree.root.parent / "outside.txt").write_text("outside\n")
    gathering = gathered(tree)
    assert gathering.roots == {}
    assert any("is not a readable file of the tree" in note for note in gathering.files.notes)


@pytest.mark.parametrize(
    "option",
    [
        "-i URL",
        "--index-url=URL",
        "--extra-index-url URL",
        "-f URL",
        "--find-links=.",
        "--no-index",
        "--pre",
        "--trusted-host h",
        "--no-binary :all:",
        "--use-feature=x",
    ],
)
def test_no_option_is_obeyed_and_each_is_reported(option: str, make_tree: MakeTree) -> None:
    gathering = gathered(make_tree({"requirements.txt": f"{option}\nsix\n"}))
    assert list(gathering.roots) == ["six"]
    assert len(gathering.files.notes) == 1
    assert "is not obeyed" in gathering.files.notes[0]


def test_the_project_itself_may_ask_for_its_extras(make_tree: MakeTree) -> None:
    gathering = gathered(make_tree({"requirements.txt": "-e .[test, Dev_Tools]\n.[docs]\n"}))
    assert gathering.extras == {"test", "dev-tools", "docs"}
    assert gathering.files.notes == []


def test_constraints_are_no_roots(make_tree: MakeTree) -> None:
    gathering = gathered(
        make_tree(
            {
                "requirements.txt": "-c limits.txt\nsix",
                "limits.txt": "idna<4\nsix[x]<2\n-r roots.txt",
                "roots.txt": "attrs",
            }
        )
    )
    assert list(gathering.constraints) == ["idna<4"]
    assert list(gathering.roots) == ["attrs", "six"]
    assert any("names extras" in note for note in gathering.files.notes)


def test_comments_and_continued_lines(make_tree: MakeTree) -> None:
    text = "# all\r\nsix \\\r\n  >= 1 # why\nidna#not-a-comment\n"
    assert list(gathered(make_tree({"requirements.txt": text})).roots) == ["six>=1"]
