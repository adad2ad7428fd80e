"""Findings per 1,000 lines: what is counted, what is left out, and a sample of the standard library."""

import json
from pathlib import Path

import pytest

from stelp_ci.bench.benchmark import Options
from stelp_ci.bench.noise import measure as noise
from stelp_ci.bench.noise.table import Noise, Noted, as_document, as_table, totals
from stelp_ci.cli.progress import Silent
from stelp_ci.errors import StelpError
from tests.bench.popular_projects import POPULAR, unpack_all

NOISY = "import os\n\n\ndef run(command):\n    os.system(command)\n" + "\n" * 95


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("box/a.py", "tests/b.py", "docs/c.py", "box/test_d.py", "box/conftest.py", "e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(NOISY)
    return tmp_path


def test_findings_are_counted_per_1000_lines_without_tests_and_docs(project: Path) -> None:
    (project / "box" / "broken.py").write_text("def (\n")
    measured = noise.noise_of("box", project)
    assert (measured.files, measured.lines, measured.per_1000) == (1, 100, 10.0)
    assert measured.noted == (Noted("shell-injection", "box/a.py", 5, "os.system(command)"),)
    assert measured.unscanned == ("box/broken.py",)


def test_a_folder_without_python_is_an_error_and_not_quiet(tmp_path: Path) -> None:
    with pytest.raises(StelpError, match="no Python files"):
        noise.noise_of("empty", tmp_path)


def test_projects_are_summed_beside_the_standard_library() -> None:
    library = Noise(noise.STANDARD_LIBRARY, 1, 1000, (), ())
    box = Noise("box", 1, 500, (Noted("a-rule", "a.py", 1, "x"),), ())
    crate = Noise("crate", 1, 1500, (), ("b.py",))
    assert [(one.project, one.lines, one.per_1000) for one in totals([library, box, crate])] == [
        (noise.STANDARD_LIBRARY, 1000, 0.0),
        ("2 projects", 2000, 0.5),
    ]
    document = json.loads(json.dumps(as_document([library, box, crate])))
    assert document["per_1000"]["2 projects"] == 0.5 and document["unscanned"] == {"crate": ["b.py"]}
    assert "a-rule" in as_table([library, box, crate])


def test_a_sample_of_the_standard_library_is_quiet() -> None:
    result = noise.measure(Options(runs=1, limit=4, seed=7), Silent())
    assert result.met, result.text


@pytest.mark.proof
@pytest.mark.network
def test_the_standard_library_and_twenty_projects_are_quiet(tmp_path: Path) -> None:
    assert len(POPULAR) == 20
    unpack_all(tmp_path / "projects")
    result = noise.measure(Options(runs=1, data=tmp_path / "projects"), Silent())
    assert result.met, result.text
