"""From paths to importable names."""

import pytest

from stelp_ci.probe.modules import module_name


@pytest.mark.parametrize(
    ("path", "roots", "expected"),
    [
        ("pkg/mod.py", (".",), "pkg.mod"),
        ("pkg/__init__.py", (".",), "pkg"),
        ("src/pkg/mod.py", ("src", "."), "pkg.mod"),
        ("src/pkg/mod.py", (".", "src"), "pkg.mod"),
        ("setup.py", (".",), "setup"),
        ("my-scripts/run.py", (".",), None),
        ("pkg/data.txt", (".",), None),
        ("pkg/mod.py", ("src",), None),
        ("__init__.py", (".",), None),
    ],
)
def test_a_path_is_named_by_the_longest_import_path(path: str, roots: tuple[str, ...], expected: str | None) -> None:
    assert module_name(path, roots) == expected
