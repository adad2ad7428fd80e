import stat
import zipfile
from pathlib import Path

import pytest

from stelp_ci.errors import LayerError
from stelp_ci.execute.wheels.unpack import Room, unpack_wheel
from tests.execute.houses import MakeWheel

pytest_plugins = ("tests.execute.houses",)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    return tmp_path / "site"


def test_packages_are_unpacked_and_scripts_are_not(make_wheel: MakeWheel, site: Path) -> None:
    files = {
        "box/__init__.py": "",
        "box-1.0.data/purelib/pure.py": "",
        "box-1.0.data/platlib/native/lib.so": b"\x7fELF",
        "box-1.0.data/scripts/run": "#!python",
        "box-1.0.data/data/etc/box.conf": "",
        "box-1.0.data/headers/box.h": "",
    }
    unpack_wheel(make_wheel("box", files=files), site, Room())
    found = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    info = {f"box-1.0.dist-info/{name}" for name in ("METADATA", "WHEEL", "RECORD")}
    assert found == {"box/__init__.py", "pure.py", "native/lib.so"} | info


@pytest.mark.parametrize(
    "name",
    [
        "../outside.py",
        "box/../../outside.py",
        "/outside.py",
        "box-1.0.data/purelib/../../../outside.py",
        "..\\outside.py",
        "C:outside.py",
        "box/..",
    ],
)
def test_a_path_that_leaves_the_directory_is_refused(name: str, make_wheel: MakeWheel, site: Path) -> None:
    wheel = make_wheel("box", entries=(zipfile.ZipInfo(name),))
    with pytest.raises(LayerError, match="is refused"):
        unpack_wheel(wheel, site, Room())
    assert not list(site.parent.rglob("outside.py"))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices_are_refused(kind: int, make_wheel: MakeWheel, site: Path) -> None:
    entry = zipfile.ZipInfo("box/link")
    entry.external_attr = (kind | 0o777) << 16
    with pytest.raises(LayerError, match="no regular file"):
        unpack_wheel(make_wheel("box", entries=(entry,)), site, Room())


def test_a_wheel_larger_than_its_room_is_refused_before_it_is_written(make_wheel: MakeWheel, site: Path) -> None:
    wheel = make_wheel("box", files={"zeros": b"\0" * 2_000_000})
    with pytest.raises(LayerError, match="larger than it may be"):
        unpack_wheel(wheel, site, Room(most_bytes=1_000_000))
    with pytest.raises(LayerError, match="larger than it may be"):
        unpack_wheel(wheel, site, Room(most_files=3))
    assert list(site.iterdir()) == []


def test_an_entry_that_lies_about_its_size_is_no_wheel(house: Path, site: Path) -> None:
    """zipfile stops at the declared size and finds the checksum wrong: a bomb cannot be larger than it says."""
    wheel = house / "bomb-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 1_000_000)
    wheel.write_bytes(wheel.read_bytes().replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(LayerError, match="is not a wheel"):
        unpack_wheel(wheel, site, Room())
    assert (site / "zeros").stat().st_size <= 10


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x05\x06" + b"\0" * 17, b"PK\x03\x04" + b"\0" * 100])
def test_a_broken_archive_is_an_error_with_a_remedy(content: bytes, house: Path, site: Path) -> None:
    wheel = house / "box-1.0-py3-none-any.whl"
    wheel.write_bytes(content)
    with pytest.raises(LayerError, match="is not a wheel") as caught:
        unpack_wheel(wheel, site, Room())
    assert caught.value.remedy


def test_the_first_of_two_files_of_one_name_stays(make_wheel: MakeWheel, site: Path) -> None:
    unpack_wheel(make_wheel("a", files={"space/__init__.py": "first"}), site, Room())
    unpack_wheel(make_wheel("b", files={"space/__init__.py": "second", "space/b.py": ""}), site, Room())
    assert (site / "space" / "__init__.py").read_text() == "first"
    assert (site / "space" / "b.py").exists()


def test_a_file_where_another_wheel_has_a_directory_is_an_error(make_wheel: MakeWheel, site: Path) -> None:
    unpack_wheel(make_wheel("a", files={"thing": ""}), site, Room())
    with pytest.raises(LayerError, match="cannot be unpacked"):
        unpack_wheel(make_wheel("b", files={"thing/inner.py": ""}), site, Room())
