"""Mounted under another name, as in the sandbox, the strict transpiler says the same on every Python."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import stelp_ci.transpile

PACKAGE = Path(stelp_ci.transpile.__file__).parent
CASES = Path(__file__).parents[2] / "cases" / "transpile" / "strict"
ASKED = """
import json, sys
sys.path.insert(0, sys.argv[1])
from mounted.strict.transpile import transpile_source
told = {}
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as stream:
        for block in stream.read().split("=== ")[1:]:
            title, _, source = block.partition("\\n")
            result = transpile_source(source)
            codes = sorted({one.code for one in getattr(result, "violations", ())})
            told[title] = codes or [str(len(result.source()) > 0)]
foreign = {name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names) - {"mounted", "__main__"}
print(json.dumps([told, sorted(foreign)]))
"""
NEWER = """
type Vector[T] = list[T]
class Box[T]:
    item: T
def first[T: int, *Ts, **P](x: T, *rest: *Ts) -> list[T]:
    return [f"{x!r:>{10}} {'a'}"]
"""


def pythons() -> dict[str, str]:
    """The interpreters from 3.11 on that pyenv keeps, and the running one."""
    found = {f"3.{sys.version_info.minor}": sys.executable}
    for path in sorted(Path.home().glob(".pyenv/versions/3.1[1-9].*/bin/python")):
        found.setdefault(path.parent.parent.name.rpartition(".")[0], str(path))
    return found


@pytest.fixture(scope="module")
def mounted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the package under another name, and a file of newer syntax."""
    root = tmp_path_factory.mktemp("mounted")
    shutil.copytree(PACKAGE, root / "mounted", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "newer.txt").write_text(f"=== newer\n{NEWER}=== STELP-S016 a bound\ndef f[T: print(1)](): pass\n")
    return root


@pytest.mark.parametrize("version", sorted(pythons()))
def test_every_case_ends_alike(version: str, mounted: Path) -> None:
    files = [str(CASES / "refused.txt"), str(CASES / "accepted.txt")]
    if version != "3.11":
        files.append(str(mounted / "newer.txt"))
    command = [pythons()[version], "-I", "-S", "-B", "-c", ASKED, str(mounted), *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    told, foreign = json.loads(done.stdout)
    assert foreign == []
    for title, codes in told.items():
        word = title.partition(" ")[0]
        assert codes == (word.split("+") if word.startswith("STELP-") else ["True"]), (version, title)
