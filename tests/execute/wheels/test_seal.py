import os
import subprocess
from pathlib import Path

import pytest

from stelp_ci.errors import LayerError
from stelp_ci.execute.interpreter import Interpreter
from stelp_ci.execute.wheels.seal import remove_tree, seal, tree_digest

pytest_plugins = ("tests.execute.houses",)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site" / "pack").mkdir(parents=True)
    (tmp_path / "site" / "pack" / "__init__.py").write_text("SAID = 'source'\n")
    return tmp_path / "site"


def test_a_sealed_directory_is_compiled_and_read_only(site: Path, interpreter: Interpreter) -> None:
    seal(site, interpreter)
    assert len(list((site / "pack" / "__pycache__").glob("*.pyc"))) == 1
    assert all(not path.stat().st_mode & 0o222 for path in (site, *site.rglob("*")))


def test_byte_code_is_made_from_the_source_and_not_taken_from_the_wheel(site: Path, interpreter: Interpreter) -> None:
    """Unchecked byte code wins over its source: what a wheel brings could say something else."""
    other = site.parent / "other" / "pack"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("SAID = 'planted'\n")
    python = [
        str(interpreter.executable),
        "-I",
        "-S",
        "-m",
        "compileall",
        "-q",
        "--invalidation-mode",
        "unchecked-hash",
    ]
    subprocess.run([*python, str(other)], check=True)
    (other / "__pycache__").rename(site / "pack" / "__pycache__")
    seal(site, interpreter)
    command = f"import sys; sys.path.insert(0, {str(site)!r}); import pack; print(pack.SAID)"
    said = subprocess.run([str(interpreter.executable), "-I", "-S", "-c", command], capture_output=True, check=True)
    assert said.stdout == b"source\n"


def test_start_up_files_do_not_act(site: Path, interpreter: Interpreter, tmp_path: Path) -> None:
    (site / "evil.pth").write_text(f"import pathlib; pathlib.Path({str(tmp_path / 'owned')!r}).touch()\n")
    seal(site, interpreter)
    command = f"import site; site.addsitedir({str(site)!r})"
    subprocess.run([str(interpreter.executable), "-I", "-c", command], check=True)
    assert not (tmp_path / "owned").exists()
    assert (site / "evil.pth.inert").exists()


def test_compiling_executes_nothing(site: Path, interpreter: Interpreter, tmp_path: Path) -> None:
    for name in ("sitecustomize", "usercustomize", "compileall", "pack/__main__"):
        (site / f"{name}.py").write_text(f"open({str(tmp_path / 'owned')!r}, 'w')\n")
    seal(site, interpreter)
    assert not (tmp_path / "owned").exists()


def test_a_file_that_does_not_compile_is_left_to_its_import(site: Path, interpreter: Interpreter) -> None:
    """And byte code that a wheel planted for it is gone: it would be imported in its place."""
    (site / "pack" / "broken.py").write_text("def :\n")
    (site / "pack" / "__pycache__").mkdir()
    planted = f"broken.cpython-{interpreter.version[0]}{interpreter.version[1]}.pyc"
    (site / "pack" / "__pycache__" / planted).write_bytes(b"planted")
    seal(site, interpreter)
    assert [path.name.split(".")[0] for path in (site / "pack" / "__pycache__").iterdir()] == ["__init__"]


def test_a_link_is_refused(site: Path, interpreter: Interpreter) -> None:
    (site / "pack" / "link").symlink_to("/etc")
    with pytest.raises(LayerError, match="symbolic link"):
        seal(site, interpreter)


def test_no_path_of_the_host_is_in_the_byte_code(site: Path, interpreter: Interpreter) -> None:
    seal(site, interpreter)
    assert all(os.fsencode(site.parent) not in path.read_bytes() for path in site.rglob("*.pyc"))


@pytest.mark.parametrize("change", ["content", "name", "added", "removed", "kind"])
def test_the_digest_sees_each_change(change: str, site: Path) -> None:
    before = tree_digest(site)
    file = site / "pack" / "__init__.py"
    match change:
        case "content":
            file.write_text("SAID = 'sOurce'\n")
        case "name":
            file.rename(file.with_name("other.py"))
        case "added":
            (site / "pack" / "more").mkdir()
        case "removed":
            file.unlink()
        case _:
            file.unlink()
            file.mkdir()
    assert tree_digest(site) != before


def test_the_digest_does_not_depend_on_place_or_time(site: Path) -> None:
    before = tree_digest(site)
    moved = site.rename(site.with_name("moved"))
    os.utime(moved / "pack" / "__init__.py", (1, 1))
    assert tree_digest(moved) == before


def test_a_sealed_tree_can_be_removed(site: Path, interpreter: Interpreter) -> None:
    seal(site, interpreter)
    remove_tree(site)
    remove_tree(site)
    assert not site.exists()


def test_removing_a_link_leaves_its_target(site: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(site)
    remove_tree(tmp_path / "link")
    assert (site / "pack" / "__init__.py").exists()
    assert not (tmp_path / "link").is_symlink()
