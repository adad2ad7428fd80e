import subprocess
from importlib import metadata
from pathlib import Path

import pytest

from stelp_ci.errors import LayerError
from stelp_ci.execute.harness import harness_layer, harness_requirements, listed
from stelp_ci.execute.interpreter import Interpreter

pytest_plugins = ("tests.execute.houses",)


def test_pytest_runs_from_the_harness_alone(interpreter: Interpreter, tmp_path: Path) -> None:
    harness = harness_layer(tmp_path / "cache", interpreter)
    (tmp_path / "test_one.py").write_text("def test_one():\n    assert 1 + 1 == 2\n")
    start = f"import sys; sys.path.append({str(harness.site)!r}); import pytest; sys.exit(pytest.main(['-q']))"
    done = subprocess.run(
        [str(interpreter.executable), "-I", "-S", "-c", start],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in done.stdout
    assert done.returncode == 0


def test_the_harness_holds_our_pytest_and_what_it_needs(interpreter: Interpreter, tmp_path: Path) -> None:
    installed = dict(harness_layer(tmp_path / "cache", interpreter).record.installed)
    assert installed["pytest"] == metadata.version("pytest")
    assert {"pluggy", "iniconfig", "packaging", "pygments"} <= set(installed)
    assert "hypothesis" not in installed


def test_the_harness_is_made_once_for_each_python(interpreter: Interpreter, tmp_path: Path) -> None:
    first = harness_layer(tmp_path / "cache", interpreter)
    assert harness_layer(tmp_path / "cache", interpreter) == first
    other = interpreter._replace(version=(interpreter.version[0], interpreter.version[1], 99))
    assert harness_layer(tmp_path / "cache", other).site == first.site


def test_no_script_and_no_byte_code_of_ours_is_copied(interpreter: Interpreter, tmp_path: Path) -> None:
    site = harness_layer(tmp_path / "cache", interpreter).site
    tags = {path.name.split(".")[1] for path in site.rglob("*.pyc")}
    assert tags == {f"cpython-{interpreter.version[0]}{interpreter.version[1]}"}
    assert not list(site.parent.rglob("bin/pytest"))


def test_what_is_required_depends_on_the_python(interpreter: Interpreter) -> None:
    old = interpreter._replace(version=(3, 10, 0))
    new = interpreter._replace(version=(3, 13, 0))
    assert any(text.startswith("tomli") for text in harness_requirements("pytest", old))
    assert not any(text.startswith("tomli") for text in harness_requirements("pytest", new))


def test_a_harness_that_is_not_installed_is_an_error_with_a_remedy(
    interpreter: Interpreter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation without the sandbox extra: our own environment has no pytest."""
    monkeypatch.setattr("sys.path", [])
    with pytest.raises(LayerError, match="pytest, which tests need") as caught:
        harness_layer(tmp_path / "cache", interpreter)
    assert caught.value.remedy == "pip install 'stelp-ci[sandbox]'"


def test_two_environments_list_the_same_package_in_the_same_way(tmp_path: Path) -> None:
    """Their scripts differ: the first line of each names the Python that it is for."""
    kept = "box/__init__.py,sha256=47DEQ,0\nbox-1.dist-info/RECORD,,\n"
    found: list[str] = []
    for environment in ("one", "two"):
        folder = tmp_path / environment / "box-1.dist-info"
        folder.mkdir(parents=True)
        scripts = f'../../../bin/box,sha256={environment},200\n"../../../bin/a,b",sha256={environment},200\n'
        (folder / "RECORD").write_text(scripts + kept)
        found.append(listed(metadata.PathDistribution(folder)))
    assert found == [kept, kept]


def test_the_harness_holds_no_trace_of_our_scripts(interpreter: Interpreter, tmp_path: Path) -> None:
    site = harness_layer(tmp_path / "cache", interpreter).site
    records = list(site.glob("*.dist-info/RECORD"))
    assert records and not any("../" in record.read_text() for record in records)
