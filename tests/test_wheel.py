"""The wheel, installed outside of the checkout, brings all it needs: rules, the sandbox's runner, the command."""

import json
import os
import shutil
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GIT = shutil.which("git") or "git"
DIFF = """\
--- a/parcel.py
+++ b/parcel.py
@@ -1,2 +1,6 @@
+import subprocess
+
+
 def send(name):
-    return name
+    subprocess.run("lpr " + name, shell=True)
+    return name
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout as `python -m build` does."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs' folder of a fresh environment with the wheel, and links to the locked dependencies around us."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    packages = next(folder.glob("lib/python3.*/site-packages"))
    for path in Path(site.getsitepackages()[0]).iterdir():
        if "stelp" not in path.name and path.suffix != ".pth" and not (packages / path.name).exists():
            # NOTE: single files are copied, because what is not a regular file is left out of the sandbox's harness.
            (packages / path.name).symlink_to(path) if path.is_dir() else shutil.copy2(path, packages)
    command = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "-qq"]
    subprocess.run([*command, "--no-deps", "--no-index", str(wheel)], check=True)
    return folder / "bin"


def _run(program: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    command = [str(program), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=environment, timeout=180)


def test_the_command_runs_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    assert _run(installed / "stelp-ci", "--version", cwd=tmp_path).stdout.startswith("stelp-ci 0.")
    where = _run(installed / "python", "-c", "import stelp_ci; print(stelp_ci.__file__)", cwd=tmp_path).stdout
    assert where.startswith(str(installed.parent))


def test_rules_and_sandbox_travel_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = "from stelp_ci.resources import resource; print(resource('rules')); print(resource('sandbox'))"
    rules, sandbox = map(Path, _run(installed / "python", "-c", code, cwd=tmp_path).stdout.splitlines())
    for folder, source in ((rules, ROOT / "rules"), (sandbox, ROOT / "sandbox")):
        assert folder.is_relative_to(installed.parent)
        assert {path.name for path in folder.iterdir() if path.name != "__pycache__"} >= {
            path.name for path in source.iterdir() if path.suffix in {".py", ".yaml", ".lock"}
        }


def test_the_wheel_holds_no_byte_code_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if name.endswith(".pyc") or name.startswith("tests/")] == []
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_a_diff_is_judged_with_the_packaged_rules(installed: Path, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    (repository / "parcel.py").write_text("def send(name):\n    return name\n")
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "Send"]):
        subprocess.run([GIT, *command], cwd=repository, check=True)
    (tmp_path / "change.diff").write_text(DIFF)
    options = ["check", "--repo", str(repository), "--diff", "change.diff", "--no-exec", "--format", "json"]
    run = _run(installed / "stelp-ci", *options, cwd=tmp_path)
    report = json.loads(run.stdout)
    assert "Traceback" not in run.stderr
    assert run.returncode == {"needs-human": 3, "fail": 1}[report["verdict"]["decision"]], run.stderr
    rules = {finding["rule"] for scan in report["scans"] if scan["type"] == "scanned" for finding in scan["findings"]}
    assert any("shell" in rule for rule in rules)  # semgrep with a rule of ours
    assert "B602" in rules  # bandit


@pytest.mark.gvisor
def test_a_sandbox_starts_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    run = _run(installed / "stelp-ci", "doctor", "--format", "json", cwd=tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    states = {part["name"]: part["state"] for part in json.loads(run.stdout)["parts"]}
    assert states["sandbox"] == "ok"
    assert states.pop("docker") in {"ok", "absent"}  # the second backend is nobody's need
    assert set(states.values()) == {"ok"}
