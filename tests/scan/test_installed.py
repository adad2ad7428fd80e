"""What an installed module certainly lacks, and where nothing certain can be said."""

from pathlib import Path

import pytest

from stelp_ci.scan.installed import lacks_argument, lacks_name

FILES = {
    "plain/__init__.py": "from plain.core import made\n\ntry:\n    import fast\nexcept ImportError:\n    fast = None\n",
    "plain/core.py": "def made(size, *, deep=False): ...\n\n\nclass Box:\n    def __init__(self, size): ...\n",
    "plain/sub/__init__.py": "",
    "starred/__init__.py": "from ._all import *\nfrom .more import other\n",
    "starred/_all.py": "given = 1\n",
    "starred/more.py": "other = 2\n",
    "far/__init__.py": "from elsewhere import *\n",
    "lazy/__init__.py": "def __getattr__(name):\n    return name\n",
    "tables/__init__.py": "for one in ('made',):\n    globals()[one] = one\n",
    "listed/__init__.py": "__all__ = ['promised']\n",
    "native.cpython-311-x86_64-linux-gnu.so": "",
    "typed/__init__.py": "globals()['x'] = 1\n",
    "typed/__init__.pyi": "x: int\n",
    "broken/__init__.py": "def (\n",
    "single.py": "import os\nvalue: int = 1\n\n\ndef open_(path, **more): ...\n",
    "part-stubs/__init__.pyi": "x: int\n",
}


@pytest.fixture
def layers(tmp_path: Path) -> tuple[Path, ...]:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return (tmp_path / "nothing", tmp_path)


@pytest.mark.parametrize(
    ("module", "name", "lacks"),
    [
        ("plain", "made", False),
        ("plain", "fast", False),
        ("plain", "sub", False),
        ("plain", "core", False),
        ("plain", "make", True),
        ("plain.core", "Box", False),
        ("plain.core", "Crate", True),
        ("starred", "given", False),
        ("starred", "taken", True),
        ("far", "anything", False),
        ("lazy", "anything", False),
        ("tables", "anything", False),
        ("listed", "promised", False),
        ("listed", "other", True),
        ("native", "anything", False),
        ("typed", "y", True),
        ("broken", "anything", False),
        ("single", "value", False),
        ("single", "other", True),
        ("part", "y", False),
        ("absent", "anything", False),
        ("../plain", "made", False),
        ("os", "listdirs", True),
    ],
)
def test_a_name_is_invented_only_where_the_source_lacks_it(
    layers: tuple[Path, ...],
    module: str,
    name: str,
    lacks: bool,  # noqa: FBT001 - a table
) -> None:
    assert lacks_name(layers, module, name) is lacks


@pytest.mark.parametrize(
    ("callee", "argument", "lacks"),
    [
        ("plain.core.made", "deep", False),
        ("plain.core.made", "depth", True),
        ("plain.core.Box", "size", False),
        ("plain.core.Box", "length", True),
        ("plain.made", "depth", False),
        ("single.open_", "anything", False),
        ("absent.made", "anything", False),
        ("os.makedirs", "parents", True),
    ],
)
def test_an_argument_is_invented_only_where_the_definition_does_not_take_it(
    layers: tuple[Path, ...],
    callee: str,
    argument: str,
    lacks: bool,  # noqa: FBT001 - a table
) -> None:
    assert lacks_argument(layers, callee, argument) is lacks
