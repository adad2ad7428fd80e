"""Where tools are looked for: in our environment, whatever the working directory holds."""

import sys
from pathlib import Path

import pytest

from stelp_ci.errors import ScanError
from stelp_ci.scan.tools import installed_version, module_command, package_directory


def test_a_tool_is_run_by_our_interpreter_in_isolated_mode() -> None:
    assert module_command("bandit") == (sys.executable, "-I", "-m", "bandit")


def test_a_package_in_the_working_directory_is_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pyright", "no_such_tool"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert not package_directory("pyright").is_relative_to(tmp_path)
    with pytest.raises(ScanError, match="no_such_tool is not installed"):
        package_directory("no_such_tool")


def test_a_missing_tool_says_how_to_install_it() -> None:
    with pytest.raises(ScanError, match="is not installed") as caught:
        module_command("no_such_tool")
    assert caught.value.remedy == "pip install 'stelp-ci[scan]'"
    with pytest.raises(ScanError, match="is not installed"):
        installed_version("no-such-tool")


def test_versions_are_those_of_the_installed_distributions() -> None:
    assert installed_version("bandit")[0].isdigit()
