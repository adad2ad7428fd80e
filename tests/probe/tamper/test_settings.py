"""pytest's settings, and coverage's, in each file that may hold them."""

import pytest

from stelp_ci.model.tamper_kind import TamperKind
from stelp_ci.probe.tamper import compare

TOML = '[tool.pytest.ini_options]\naddopts = "-ra"\nmarkers = ["slow"]\n[tool.coverage.report]\nfail_under = 90\n'
INI = "[pytest]\naddopts = -ra\ntestpaths =\n    tests\n[coverage:report]\nfail_under = 90\n"

EDITS = {
    "an option leaves tests out": ("pyproject.toml", TOML, TOML.replace("-ra", "-ra -k 'not total'"), ["addopts"]),
    "less coverage is enough": ("pyproject.toml", TOML, TOML.replace("90", "20"), ["fail_under"]),
    "a table is removed": ("pyproject.toml", TOML, "", ["addopts", "fail_under"]),
    "another folder is searched": ("tox.ini", INI, INI.replace("    tests\n", "    other\n"), ["testpaths"]),
    "an ini file is deleted": ("pytest.ini", INI, None, ["addopts", "fail_under", "testpaths"]),
    "files are collected by another name": (
        "pytest.ini",
        "",
        "[pytest]\npython_files = check_*.py\n",
        ["python_files"],
    ),
    "code is left out of the count": (".coveragerc", "[run]\n", "[run]\nomit = */cart.py\n", ["omit"]),
    "setup.cfg has a name of its own": ("setup.cfg", "", "[tool:pytest]\naddopts = --lf\n", ["addopts"]),
    "a mark is declared": ("pyproject.toml", TOML, TOML.replace('"slow"', '"slow", "quick"'), []),
    "a comment and a line end": ("pytest.ini", INI, "# tests\n" + INI.replace("\n", "\r\n"), []),
    "neither version can be read": ("pyproject.toml", "[", "]", []),
}


@pytest.mark.parametrize("name", EDITS)
def test_options_that_decide_over_tests_are_named(name: str) -> None:
    path, before, after, options = EDITS[name]
    found = compare(before.encode(), after.encode() if after is not None else None, path)
    assert [hit.kind for hit in found] == [TamperKind.CONFIGURATION] * len(options)
    assert all(f"`{option}`" in hit.what for hit, option in zip(found, options, strict=True))


def test_the_line_is_that_of_the_option() -> None:
    (hit,) = compare(TOML.encode(), TOML.replace("-ra", "--lf").encode(), "pyproject.toml")
    assert hit.line == 2
