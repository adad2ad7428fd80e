from pathlib import Path

import pytest

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.setup_py import SetupCall, read_setup_call
from tests.execute.houses import MakeTree

pytest_plugins = ("tests.execute.houses",)


def call(text: str, make_tree: MakeTree) -> SetupCall:
    return read_setup_call(ProjectFiles(make_tree({"setup.py": text}).root))


def test_literals_names_and_sums_are_read(make_tree: MakeTree) -> None:
    text = """import setuptools
A = ['x']
setuptools.setup(name='n' + 'ame', install_requires=A + ['y'], extras_require={'t': A})
"""
    assert call(text, make_tree).literals == {
        "name": "name",
        "install_requires": ["x", "y"],
        "extras_require": {"t": ["x"]},
    }


def test_what_is_computed_is_named_and_not_executed(make_tree: MakeTree, tmp_path: Path) -> None:
    owned = tmp_path / "owned"
    text = f"setup(name=open({str(owned)!r}, 'w').name, version='1', **extra)\n"
    assert call(text, make_tree) == SetupCall({"version": "1"}, frozenset({"name", "**"}))
    assert not owned.exists()


def test_a_name_that_is_assigned_twice_is_computed(make_tree: MakeTree) -> None:
    assert call("A = '1'\nA = '2'\nsetup(version=A)\n", make_tree).computed == {"version"}


@pytest.mark.parametrize(
    "text",
    [
        "A = A\nsetup(name=A)\n",
        "A = B\nB = A\nsetup(name=A)\n",
        "A = 'x' * 10**9\nsetup(name=A)\n",
        "".join(f"A{n} = [A{n + 1}, A{n + 1}, A{n + 1}, A{n + 1}]\n" for n in range(18)) + "A18 = []\nsetup(name=A0)\n",
        "A18 = '"
        + "x" * 100_000
        + "'\n"
        + "".join(f"A{n} = A{n + 1} + A{n + 1}\n" for n in range(18))
        + "setup(name=A0)\n",
        "".join(f"A{n} = [{f'A{n + 1},' * 10}]\n" for n in range(6)) + "A6 = []\nsetup(name=A0)\n",
        "setup(name=" + "[" * 90 + "]" * 90 + ")\n",
        "setup(name={[]: 1})\n",
    ],
    ids=["itself", "circle", "product", "wide", "long", "bushy", "deep", "unhashable"],
)
def test_hostile_literals_are_given_up(text: str, make_tree: MakeTree) -> None:
    assert call(text, make_tree).computed == {"name"}


@pytest.mark.parametrize("text", ["def f(:\n", "setup(\0)", "(" * 5000, "x = 1\n" * 300_000, "print('no call')\n"])
def test_what_does_not_parse_says_nothing(text: str, make_tree: MakeTree) -> None:
    assert call(text, make_tree) == SetupCall()


def test_a_doubtful_escape_is_no_warning_of_ours(make_tree: MakeTree) -> None:
    assert call("P = '\\d'\nsetup(name='x')\n", make_tree).literals == {"name": "x"}
