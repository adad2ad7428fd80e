import ast
import json
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stelp_ci.execute.metadata.generated import version_tuple
from stelp_ci.execute.project import Project, prepare_project
from stelp_ci.model.source import SourceTree
from tests.execute.houses import MakeTree

pytest_plugins = ("tests.execute.houses",)

CASES = Path(__file__).parents[1] / "cases" / "execute" / "projects"


def prepared(tree: SourceTree, tmp_path: Path) -> Project:
    directory = tmp_path / "prepared"
    directory.mkdir(exist_ok=True)
    return prepare_project(tree, directory)


@pytest.mark.parametrize("case", sorted(path.stem for path in CASES.glob("*.json")))
def test_each_project_is_prepared_as_written_beside_it(case: str, tmp_path: Path) -> None:
    expected = json.loads((CASES / f"{case}.json").read_text())
    project = prepared(SourceTree(CASES / case, case), tmp_path)
    assert list(project.import_paths) == expected["import_paths"]
    assert list(project.plugins) == expected["plugins"]
    assert list(project.notes) == expected["project_notes"]
    assert _dist_info(project) == (expected["dist_info"], expected["entry_points"])
    assert _generated(project, CASES / case) == expected["generated"]


def _dist_info(project: Project) -> tuple[list[str], list[str]]:
    if project.metadata_layer is None:
        return [], []
    entries = list(project.metadata_layer.glob("*/entry_points.txt"))
    return (
        [path.name for path in project.metadata_layer.iterdir()],
        entries[0].read_text().splitlines() if entries else [],
    )


def _generated(project: Project, root: Path) -> dict[str, str]:
    found = (path.relative_to(project.source) for path in sorted(project.source.rglob("*")) if path.is_file())
    return {path.as_posix(): (project.source / path).read_text() for path in found if not (root / path).exists()}


def test_importlib_metadata_reads_what_was_written(tmp_path: Path) -> None:
    project = prepared(SourceTree(CASES / "setup_cfg", ""), tmp_path)
    [found] = metadata.distributions(name="harbour", path=[str(project.metadata_layer)])
    assert found.version == "1.4.2"
    assert found.metadata.get_all("Provides-Extra") == ["testing", "crane"]
    assert 'six ; extra == "crane"' in (found.requires or [])
    assert {(entry.group, entry.name) for entry in found.entry_points} == {
        ("console_scripts", "harbour"),
        ("harbour.ships", "tug"),
    }
    assert {str(file) for file in found.files or ()} == {
        f"harbour-1.4.2.dist-info/{name}" for name in ("METADATA", "INSTALLER", "RECORD", "entry_points.txt")
    }


def test_no_text_of_the_project_adds_a_header(tmp_path: Path) -> None:
    project = prepared(SourceTree(CASES / "hostile", ""), tmp_path)
    [found] = metadata.distributions(name="trap", path=[str(project.metadata_layer)])
    assert set(found.metadata) == {"Metadata-Version", "Name", "Version", "Summary", "Provides-Extra", "Requires-Dist"}
    assert "evil" not in " ".join(found.requires or [])


def test_the_tree_itself_is_used_where_nothing_has_to_be_written(tmp_path: Path) -> None:
    assert prepared(SourceTree(CASES / "flat", ""), tmp_path).source == CASES / "flat"


def test_a_copy_shares_its_files_and_the_tree_stays_as_it_was(make_tree: MakeTree, tmp_path: Path) -> None:
    tree = make_tree(
        {
            path.relative_to(CASES / "hatch_vcs").as_posix(): path.read_bytes()
            for path in (CASES / "hatch_vcs").rglob("*")
            if path.is_file()
        }
    )
    (tree.root / "link").symlink_to("src/tide_table/plugin.py")
    before = sorted(tree.root.rglob("*"))
    project = prepared(tree, tmp_path)
    assert project.source != tree.root
    assert sorted(tree.root.rglob("*")) == before
    assert (project.source / "pyproject.toml").samefile(tree.root / "pyproject.toml")
    assert (project.source / "link").is_symlink()


@pytest.mark.parametrize(
    "path", ["../out.py", "/tmp/out.py", "a/../../out.py", "link/out.py", "link", "dangling", "file/out.py", "", "."]
)
def test_a_generated_file_never_leaves_the_tree(path: str, make_tree: MakeTree, tmp_path: Path) -> None:
    text = f'[project]\nname = "x"\nversion = "1"\n[tool.setuptools_scm]\nversion_file = {json.dumps(path)}\n'
    tree = make_tree({"pyproject.toml": text, "file": ""})
    (tmp_path / "elsewhere").mkdir()
    (tree.root / "link").symlink_to(tmp_path / "elsewhere")
    (tree.root / "dangling").symlink_to(tmp_path / "elsewhere" / "out.py")
    project = prepared(tree, tmp_path)
    assert project.source == tree.root
    assert not list((tmp_path / "elsewhere").iterdir())
    assert not (tmp_path / "out.py").exists()


def test_a_template_is_filled_and_not_evaluated(make_tree: MakeTree, tmp_path: Path) -> None:
    text = """
[project]
name = "x"
version = "1.2"
[tool.setuptools_scm]
write_to = "x/_v.py"
write_to_template = "v = '{version}'; t = {version_tuple}; c = '{version.__class__}'; w = '{version:>99999999999}'"
"""
    project = prepared(make_tree({"pyproject.toml": text}), tmp_path)
    written = (project.source / "x" / "_v.py").read_text()
    assert written == "v = '1.2'; t = (1, 2); c = '{version.__class__}'; w = '{version:>99999999999}'"


@given(st.from_regex(r"[0-9]{1,12}(\.[0-9]{1,3}){0,3}(\.dev[0-9]+)?(\+[a-z0-9.]{0,8})?", fullmatch=True))
def test_a_generated_version_file_is_python_that_says_the_version(version: str) -> None:
    from stelp_ci.execute.metadata.generated import PYTHON_FILE

    text = PYTHON_FILE.format(version=version, version_tuple=version_tuple(version))
    values = {
        target.id: ast.literal_eval(statement.value)
        for statement in ast.parse(text).body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    assert values["version"] == values["__version__"] == version
    assert values["version_tuple"] == version_tuple(version)


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"pyproject.toml": '[project]\nname = "x"\nversion = "1.0"\n'}, "1.0"),
        ({"pyproject.toml": '[project]\nname = "x"\ndynamic = ["version"]\n', "x.py": '__version__ = "2.0"\n'}, "2.0"),
        (
            {
                "pyproject.toml": '[project]\nname = "x"\n[tool.hatch.version]\npath = "x/about.py"\n',
                "x/about.py": "__version__: str = '3.0'\n",
            },
            "3.0",
        ),
        (
            {
                "pyproject.toml": '[project]\nname = "x"\n[tool.setuptools.dynamic]\nversion = { file = "VERSION" }\n',
                "VERSION": "4.0\n",
            },
            "4.0",
        ),
        ({"setup.cfg": "[metadata]\nname = x\nversion = file: VERSION\n", "VERSION": "5.0"}, "5.0"),
        ({"setup.py": "setup(name='x', version='6.0')\n"}, "6.0"),
        (
            {"pyproject.toml": '[project]\nname = "x"\n', ".git_archival.txt": "describe-name: v7.1.0-3-gabcdef1\n"},
            "7.1.0",
        ),
        (
            {"pyproject.toml": '[project]\nname = "x"\n', "PKG-INFO": "Metadata-Version: 2.1\nName: x\nVersion: 8.0\n"},
            "8.0",
        ),
        ({"pyproject.toml": '[project]\nname = "x"\nversion = "not a version"\n'}, "0.0.0+unknown"),
        ({"pyproject.toml": '[project]\nname = "x"\nversion = "../../9"\n'}, "0.0.0+unknown"),
        (
            {
                "pyproject.toml": '[tool.poetry]\nname = "x"\nversion = "0.0.0"\n',
                "x/__init__.py": '__version__ = "9.1"\n',
            },
            "9.1",
        ),
        (
            {"pyproject.toml": '[project]\nname = "x"\n', "x.py": "__version__ = open('/etc/passwd').read()\n"},
            "0.0.0+unknown",
        ),
    ],
)
def test_the_version_is_read_from_where_the_project_says_it(
    files: dict[str, str | bytes], version: str, make_tree: MakeTree, tmp_path: Path
) -> None:
    project = prepared(make_tree(files), tmp_path)
    assert project.metadata_layer is not None
    assert [path.name for path in project.metadata_layer.iterdir()] == [f"x-{version}.dist-info"]


@pytest.mark.parametrize("name", ["../evil", "a/b", "x\ny", "", "-x", "x" * 3 + "\0"])
def test_a_name_that_is_none_gets_no_metadata(name: str, make_tree: MakeTree, tmp_path: Path) -> None:
    text = f'[project]\nname = {json.dumps(name)}\nversion = "1"\n'
    assert prepared(make_tree({"pyproject.toml": text}), tmp_path).metadata_layer is None


@pytest.mark.parametrize(
    ("files", "paths"),
    [
        ({"x.py": ""}, (".",)),
        ({"src/x/__init__.py": ""}, ("src", ".")),
        ({"src/space/x/__init__.py": ""}, ("src", ".")),
        ({"src/x.py": ""}, ("src", ".")),
        ({"src/__init__.py": "", "src/x.py": ""}, (".",)),
        ({"src/main.c": ""}, (".",)),
        (
            {"pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["lib", "../out", "/etc"]\n', "lib/x.py": ""},
            ("lib", "."),
        ),
        (
            {"pyproject.toml": '[tool.setuptools.packages.find]\nwhere = ["code"]\n', "code/x/__init__.py": ""},
            ("code", "."),
        ),
        (
            {"pyproject.toml": '[tool.hatch.build.targets.wheel]\npackages = ["py/x"]\n', "py/x/__init__.py": ""},
            ("py", "."),
        ),
        ({"pytest.ini": "[pytest]\npythonpath = lib, absent\n", "lib/x.py": ""}, ("lib", ".")),
        (
            {"setup.py": "setup(package_dir={'': 'lib', 'x': 'other'})\n", "lib/x.py": "", "other/y.py": ""},
            ("lib", "."),
        ),
    ],
)
def test_import_paths_follow_the_layout(
    files: dict[str, str | bytes], paths: tuple[str, ...], make_tree: MakeTree, tmp_path: Path
) -> None:
    assert prepared(make_tree(files), tmp_path).import_paths == paths


def test_parts_that_would_have_to_be_built_are_not_assessed(make_tree: MakeTree, tmp_path: Path) -> None:
    text = '[build-system]\nrequires = ["setuptools", "Cython"]\n[project]\nname = "x"\nversion = "1"\n'
    project = prepared(make_tree({"pyproject.toml": text, "x/fast.pyx": "", "x/__init__.py": ""}), tmp_path)
    assert project.notes == (
        "not assessed: compiled parts of the project (1 sources in C, C++, Cython or Rust); "
        "nothing of the project is built",
    )


def test_setup_py_is_not_executed(make_tree: MakeTree, tmp_path: Path) -> None:
    owned = tmp_path / "owned"
    prepared(make_tree({"setup.py": f"open({str(owned)!r}, 'w')\nfrom setuptools import setup\nsetup()\n"}), tmp_path)
    assert not owned.exists()
