"""pytest's naming options, from each file that pytest reads them from."""

from pathlib import Path

import pytest

from stelp_ci.probe.naming import Naming
from stelp_ci.probe.project_naming import read_naming


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", "[pytest]\npython_files = check_*.py\npython_functions = check\n"),
        ("tox.ini", "[pytest]\npython_files = check_*.py\npython_functions = check\n"),
        ("setup.cfg", "[tool:pytest]\npython_files = check_*.py\npython_functions = check\n"),
        (
            "pyproject.toml",
            '[tool.pytest.ini_options]\npython_files = ["check_*.py"]\npython_functions = "check"\n',
        ),
    ],
)
def test_options_are_read_from_every_file_that_pytest_reads(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    naming = read_naming(tmp_path)
    assert (naming.files, naming.functions, naming.classes) == (("check_*.py",), ("check",), ("Test",))


@pytest.mark.parametrize("text", ["[tool.pytest", "tool = 3", "[tool.pytest.ini_options]\npython_files = 7\n", ""])
def test_a_broken_configuration_means_the_defaults(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert read_naming(tmp_path) == Naming()


def test_a_file_is_known_by_its_name() -> None:
    assert [name for name in ("test_a.py", "a_test.py", "a.py", "testa.py") if Naming().is_test_file(name)] == [
        "test_a.py",
        "a_test.py",
    ]
