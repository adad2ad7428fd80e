"""The set-up of the Action: what it refuses, and an environment that is used again only while nobody touched it."""

import base64
import hashlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def set_up() -> ModuleType:
    specification = importlib.util.spec_from_file_location("stelp_action_set_up", ROOT / "action" / "set_up.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """An environment with one package of one module, as a wheel leaves it."""
    own = Path(sys.executable).resolve()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(own)
    settings = f"home = {own.parent}\ninclude-system-site-packages = false\n"
    (tmp_path / "pyvenv.cfg").write_text(settings, encoding="utf-8")
    packages = tmp_path / "lib" / "python3.12" / "site-packages"
    (packages / "parcel-1.dist-info").mkdir(parents=True)
    module = packages / "parcel.py"
    module.write_text("x = 1\n", encoding="utf-8")
    digest = base64.urlsafe_b64encode(hashlib.sha256(module.read_bytes()).digest()).rstrip(b"=").decode()
    record = f"parcel.py,sha256={digest},6\nparcel-1.dist-info/RECORD,,\n"
    (packages / "parcel-1.dist-info" / "RECORD").write_text(record, encoding="utf-8")
    return packages


@pytest.mark.usefixtures("installed")
def test_an_untouched_environment_is_used_again(set_up: ModuleType, tmp_path: Path) -> None:
    assert set_up.is_unaltered(tmp_path)


def test_byte_code_that_nobody_vouches_for_is_thrown_away(set_up: ModuleType, installed: Path, tmp_path: Path) -> None:
    compiled = installed / "__pycache__"
    compiled.mkdir()
    (compiled / f"parcel.cpython-{sys.version_info[0]}{sys.version_info[1]}.pyc").write_bytes(b"hostile")
    assert set_up.is_unaltered(tmp_path) and not compiled.exists()


@pytest.mark.parametrize(
    "harm",
    ["change", "remove", "add", "add a .pth", "add a library", "another Python", "modules from elsewhere", "empty"],
)
def test_an_altered_environment_is_not(set_up: ModuleType, installed: Path, tmp_path: Path, harm: str) -> None:
    module = installed / "parcel.py"
    match harm:
        case "change":
            module.write_text("x = 2\n", encoding="utf-8")
        case "remove":
            module.unlink()
        case "add":
            (installed / "sitecustomize.py").write_text("", encoding="utf-8")
        case "add a .pth":
            (installed / "evil.pth").write_text("import os\n", encoding="utf-8")
        case "add a library":
            (installed / "_parcel.so").write_bytes(b"\x7fELF")
        case "another Python":
            (tmp_path / "bin" / "python").unlink()
            (tmp_path / "bin" / "python").symlink_to("/bin/true")
        case "modules from elsewhere":
            settings = (tmp_path / "pyvenv.cfg").read_text(encoding="utf-8")
            (tmp_path / "pyvenv.cfg").write_text(settings.replace("false", "true"), encoding="utf-8")
        case _:
            (installed / "parcel-1.dist-info" / "RECORD").unlink()
    assert not set_up.is_unaltered(tmp_path)


@pytest.mark.parametrize(("platform", "machine"), [("darwin", "x86_64"), ("win32", "AMD64"), ("linux", "riscv64")])
def test_other_machines_are_refused_with_what_to_do(
    set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, platform: str, machine: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr("platform.machine", lambda: machine)
    with pytest.raises(set_up.RefusalError, match="ubuntu-latest"):
        set_up.check_machine()


def test_a_tool_cache_that_others_may_write_to_is_refused(
    set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RUNNER_TOOL_CACHE", str(tmp_path))
    (tmp_path / "stelp-ci").mkdir()
    (tmp_path / "stelp-ci").chmod(0o777)
    with pytest.raises(set_up.RefusalError, match="others may write"):
        set_up.tool_cache()


def test_the_locks_of_the_action_are_parts_of_the_lock_of_all() -> None:
    whole = set(_pins("all"))
    for part in ("action", "post", "uv"):
        assert set(_pins(part)) <= whole, part
    assert {"semgrep", "pygithub"} <= {name for name, _ in _pins("action")}
    assert "semgrep" not in {name for name, _ in _pins("post")}


def _pins(name: str) -> list[tuple[str, str]]:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    found = [line.split(" ")[0].partition("==") for line in lines if "==" in line and not line.startswith(("#", " "))]
    return [(package.partition("[")[0], version) for package, _, version in found]


@pytest.mark.proof
@pytest.mark.network
def test_an_environment_is_made_and_used_again(
    set_up: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RUNNER_TOOL_CACHE", str(tmp_path))
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    assert set_up.main() == 0 and set_up.main() == 0
    told = capfd.readouterr().out
    assert "made anew" in told and "taken from the tool cache" in told
    assert told.count("stelp-ci set-up: environment") == 2
