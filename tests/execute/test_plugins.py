from pathlib import Path

from stelp_ci.execute.plugins import plugin_names


def install(site: Path, name: str, entries: str) -> None:
    info = site / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(entries)


def test_plugins_of_pytest_are_found_by_their_entry_points(tmp_path: Path) -> None:
    install(tmp_path, "two", "[pytest11]\nzeta = two.z\nalpha = two.a\n[console_scripts]\ntwo = two:main\n")
    install(tmp_path, "one", "[pytest11]\nmid = one.plugin\n")
    install(tmp_path, "none", "[console_scripts]\nnone = none:main\n")
    assert plugin_names(tmp_path) == ("alpha", "mid", "zeta")


def test_a_directory_without_packages_has_none(tmp_path: Path) -> None:
    assert plugin_names(tmp_path) == ()
    assert plugin_names(tmp_path / "absent") == ()


def test_looking_for_plugins_imports_nothing(tmp_path: Path) -> None:
    install(tmp_path, "evil", "[pytest11]\nevil = evil\n")
    (tmp_path / "evil.py").write_text(f"open({str(tmp_path / 'owned')!r}, 'w')\n")
    assert plugin_names(tmp_path) == ("evil",)
    assert not (tmp_path / "owned").exists()
