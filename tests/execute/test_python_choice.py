import os
import sys
from pathlib import Path

import pytest

from stelp_ci.errors import SandboxError
from stelp_ci.execute.python_choice import choose_python


def base() -> Path:
    return choose_python(explicit=None, repo=None, environment={})


def make_environment(folder: Path, launcher: str, *, home: str = "/nowhere") -> None:
    (folder / "bin").mkdir(parents=True)
    (folder / "pyvenv.cfg").write_text(f"home = {home}\nversion = 3.12.0\n")
    (folder / "bin" / "python").symlink_to(launcher)


def test_without_an_environment_our_own_base_is_taken(tmp_path: Path) -> None:
    chosen = choose_python(explicit=None, repo=tmp_path, environment={})
    assert chosen.is_relative_to(Path(sys.base_prefix).resolve())
    assert not chosen.is_symlink()


@pytest.mark.parametrize("name", [".venv", "venv"])
def test_the_environment_of_the_project_leads_to_its_interpreter(name: str, tmp_path: Path) -> None:
    make_environment(tmp_path / name, str(base()))
    assert choose_python(explicit=None, repo=tmp_path, environment={}) == base()


def test_the_active_environment_comes_first(tmp_path: Path) -> None:
    make_environment(tmp_path / "repo" / ".venv", "/usr/bin/env")
    make_environment(tmp_path / "active", str(base()))
    environment = {"VIRTUAL_ENV": str(tmp_path / "active")}
    assert choose_python(explicit=None, repo=tmp_path / "repo", environment=environment) == base()


def test_a_copied_launcher_is_followed_by_its_configuration(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "python3").symlink_to(base())
    folder = tmp_path / "repo" / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").write_bytes(b"\x7fELF a copy")
    (folder / "pyvenv.cfg").write_text(f"home = {home}\n")
    assert choose_python(explicit=None, repo=tmp_path / "repo", environment={}) == base()


def test_nothing_that_the_repository_brings_is_chosen_or_run(tmp_path: Path) -> None:
    """A pull request may contain `.venv`, or a link from it to a script of its own."""
    owned = tmp_path / "owned"
    repo = tmp_path / "repo"
    (repo / "tools").mkdir(parents=True)
    script = repo / "tools" / "python3"
    script.write_text(f"#!/bin/sh\ntouch {owned}\n")
    script.chmod(0o755)
    make_environment(repo / ".venv", "../../tools/python3", home=str(repo / "tools"))
    with pytest.raises(SandboxError, match="cannot be trusted") as caught:
        choose_python(explicit=None, repo=repo, environment={})
    assert "--python" in caught.value.remedy
    assert not owned.exists()


@pytest.mark.parametrize("target", ["/bin/sh", "/usr/bin/env", "/dev/null", "/nonexistent/python3", "/etc/passwd"])
def test_a_link_to_something_else_than_a_python_is_not_followed(target: str, tmp_path: Path) -> None:
    make_environment(tmp_path / ".venv", target)
    with pytest.raises(SandboxError):
        choose_python(explicit=None, repo=tmp_path, environment={})


def test_an_interpreter_that_everybody_can_write_is_not_taken(tmp_path: Path) -> None:
    planted = tmp_path / "shared" / "python3"
    planted.parent.mkdir()
    planted.write_text("#!/bin/sh\n")
    planted.chmod(0o777)
    make_environment(tmp_path / "repo" / ".venv", str(planted))
    with pytest.raises(SandboxError):
        choose_python(explicit=None, repo=tmp_path / "repo", environment={})


def test_an_environment_that_git_tracks_is_passed_over(tmp_path: Path) -> None:
    make_environment(tmp_path / "repo" / ".venv", "/usr/bin/env")
    make_environment(tmp_path / "head" / ".venv", "/usr/bin/env")
    chosen = choose_python(explicit=None, repo=tmp_path / "repo", environment={}, tracked=(tmp_path / "head",))
    assert chosen == base()


def test_a_folder_without_a_configuration_is_no_environment(tmp_path: Path) -> None:
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    assert choose_python(explicit=None, repo=tmp_path, environment={}) == base()


def test_an_explicit_path_or_command_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_environment(tmp_path / ".venv", "/usr/bin/env")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3.99").symlink_to(base())
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.defpath}")
    for explicit in (str(base()), "python3.99"):
        assert choose_python(explicit=explicit, repo=tmp_path, environment={}) == base()


def test_the_launcher_of_an_explicit_environment_is_followed(tmp_path: Path) -> None:
    make_environment(tmp_path / "mine", str(base()))
    assert choose_python(explicit=str(tmp_path / "mine" / "bin" / "python"), repo=None, environment={}) == base()


def test_the_script_of_a_version_manager_is_asked_for_its_interpreter(tmp_path: Path) -> None:
    shim = tmp_path / "python3"
    shim.write_text(f'#!/bin/sh\nexec {base()} "$@"\n')
    shim.chmod(0o755)
    assert choose_python(explicit=str(shim), repo=None, environment={}) == base()


@pytest.mark.parametrize("body", ["exit 1", "echo /nonexistent; exit 3"])
def test_a_script_that_starts_no_interpreter_is_an_error(body: str, tmp_path: Path) -> None:
    shim = tmp_path / "python3"
    shim.write_text(f"#!/bin/sh\n{body}\n")
    shim.chmod(0o755)
    with pytest.raises(SandboxError, match="does not start an interpreter"):
        choose_python(explicit=str(shim), repo=None, environment={})


def test_an_explicit_interpreter_that_is_not_there_is_an_error() -> None:
    with pytest.raises(SandboxError, match=r"no interpreter python9\.9") as caught:
        choose_python(explicit="python9.9", repo=None, environment={})
    assert caught.value.remedy
