"""The root holds one interpreter and our own files, and is built again when anything about it changed."""

import marshal
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from stelp_ci.errors import SandboxError
from stelp_ci.execute.inside import MODULES, inside_digest, inside_file
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.rootfs import sandbox_root, tree_digest


@pytest.fixture(scope="module")
def root(sandbox_cache: Path, harness: Path) -> Path:
    return sandbox_root(inspect_interpreter(Path(sys.executable)), harness, sandbox_cache)


def test_the_root_holds_the_interpreter_its_libraries_and_our_runner(root: Path) -> None:
    interpreter = inspect_interpreter(Path(sys.executable))
    for path in (interpreter.executable, interpreter.stdlib / "os.py", *needed_by(interpreter.executable)):
        assert (root / path.relative_to("/")).is_file()
    assert list(root.rglob("libstdc++.so.6")), "wheels expect it of a host"
    assert {path.stem for path in (root / "stelp" / "_stelp").glob("*.py")} == set(MODULES)
    assert (root / "stelp" / "imports.bin").stat().st_size > 1 << 20


def needed_by(program: Path) -> list[Path]:
    """What the loader of this host finds for it."""
    ldd = shutil.which("ldd")
    assert ldd
    told = subprocess.run([ldd, str(program)], capture_output=True, text=True, check=True).stdout
    return [Path(word) for word in told.split() if word.startswith("/")]


def test_the_root_holds_nothing_that_is_not_needed(root: Path) -> None:
    stdlib = root / inspect_interpreter(Path(sys.executable)).stdlib.relative_to("/")
    for name in ("test", "idlelib", "tkinter", "ensurepip", "site-packages"):
        assert not (stdlib / name).exists()
    assert not list(stdlib.glob("config-*"))
    assert not list(root.rglob("*.sh"))
    assert "root:x:0" in (root / "etc" / "passwd").read_text(encoding="ascii")
    assert "root:x:0:0:root:/:/bin/false" in (root / "etc" / "passwd").read_text(encoding="ascii")


def test_everybody_inside_may_read_and_nobody_may_write(root: Path) -> None:
    modes = {path.stat().st_mode & 0o777 for path in root.rglob("*")}
    assert modes == {0o755, 0o644}


def test_byte_code_is_never_checked_against_its_source(root: Path) -> None:
    flags = {path.read_bytes()[4] for path in root.rglob("*.pyc")}
    assert flags == {1}


def test_the_same_parts_give_the_same_root_and_another_harness_another(
    root: Path, sandbox_cache: Path, harness: Path, tmp_path: Path
) -> None:
    interpreter = inspect_interpreter(Path(sys.executable))
    assert sandbox_root(interpreter, harness, sandbox_cache) == root
    (tmp_path / "other.py").write_text("", encoding="utf-8")
    assert tree_digest(tmp_path) != tree_digest(harness)
    assert len(inside_digest()) == 64


def test_a_virtual_environment_leads_to_its_base(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True)
    assert inspect_interpreter(tmp_path / "venv" / "bin" / "python") == inspect_interpreter(Path(sys.executable))


@pytest.mark.parametrize("text", ["#!/bin/sh\nexit 3\n", "#!/bin/sh\necho no json\n", "not a program"])
def test_what_is_not_a_python_is_refused_with_a_remedy(text: str, tmp_path: Path) -> None:
    fake = tmp_path / "python"
    fake.write_text(text, encoding="utf-8")
    fake.chmod(0o755)
    with pytest.raises(SandboxError) as caught:
        inspect_interpreter(fake)
    assert caught.value.remedy


def test_another_version_is_refused(tmp_path: Path) -> None:
    fake = tmp_path / "python"
    told = '{"implementation": "cpython", "version": [3, 9, 1], "executable": "/x", "stdlib": "/x", "platstdlib": "/x"}'
    fake.write_text(f"#!/bin/sh\necho '{told}'\n", encoding="utf-8")
    fake.chmod(0o755)
    with pytest.raises(SandboxError, match=r"3\.10 to 3\.13"):
        inspect_interpreter(fake)


def test_our_own_files_are_found_or_missed_by_name() -> None:
    assert inside_file("runner").is_file()
    with pytest.raises(SandboxError):
        inside_file("no_such_module")


def test_building_a_root_writes_nothing_beside_the_interpreter(harness: Path, tmp_path: Path) -> None:
    interpreter = inspect_interpreter(Path(sys.executable))
    before = {path: path.stat().st_mtime_ns for path in interpreter.stdlib.rglob("*")}
    root = sandbox_root(interpreter, harness, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in interpreter.stdlib.rglob("*")} == before
    assert (root / "stelp" / "imports.bin").is_file()


def test_a_cache_that_is_named_from_the_working_directory_will_do(
    harness: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    root = sandbox_root(inspect_interpreter(Path(sys.executable)), harness, Path("cache"))
    assert (root / "stelp" / "imports.bin").stat().st_size > 1 << 20


def test_one_strict_program_loads_nothing_that_few_programs_need(root: Path) -> None:
    sequences = (marshal.loads((root / "stelp" / f"{name}.seq").read_bytes()) for name in ("first", "common", "strict"))  # noqa: S302 - ours
    names = {row[0] for rows in sequences for row in rows}
    assert {
        "_stelp.early",
        "_stelp.guard",
        "_stelp.transpile.strict.verify",
        "_stelp.transpile.runtime.namespace",
    } <= names
    assert names.isdisjoint({"ast", "collections", "enum", "functools", "json", "math", "re", "typing", "unicodedata"})
    assert names.isdisjoint(f"_stelp.transpile.runtime.{name}" for name in ("copies", "data", "fields", "functions"))
