"""The cache is ours alone: what lies in it is later trusted."""

from pathlib import Path

import pytest

from stelp_ci.cache import cache_directory
from stelp_ci.errors import UsageError


def test_our_own_variable_comes_first(tmp_path: Path) -> None:
    environment = {
        "STELP_CACHE_DIR": str(tmp_path / "own"),
        "XDG_CACHE_HOME": str(tmp_path / "xdg"),
        "HOME": "/nowhere",
    }
    assert cache_directory(environment) == tmp_path / "own"


def test_the_xdg_folder_comes_second(tmp_path: Path) -> None:
    assert cache_directory({"XDG_CACHE_HOME": str(tmp_path), "HOME": "/nowhere"}) == tmp_path / "stelp-ci"


@pytest.mark.parametrize("relative", ["", "cache", "./cache"])
def test_a_relative_xdg_folder_is_ignored(relative: str, tmp_path: Path) -> None:
    assert cache_directory({"XDG_CACHE_HOME": relative, "HOME": str(tmp_path)}) == tmp_path / ".cache" / "stelp-ci"


def test_it_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    made = cache_directory({"HOME": str(tmp_path)})
    assert made.stat().st_mode & 0o777 == 0o700


def test_a_cache_that_others_can_write_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(UsageError, match="can be written by others") as caught:
        cache_directory({"STELP_CACHE_DIR": str(tmp_path)})
    assert caught.value.remedy == f"chmod go-w {tmp_path}"


def test_a_cache_that_cannot_be_made_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be made"):
        cache_directory({"STELP_CACHE_DIR": str(tmp_path / "file" / "cache")})
