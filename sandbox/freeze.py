"""Compiles the sandbox's root with its own interpreter: byte code beside each file, and the few files that hold the
modules which pytest, the runner and programs load (`imports.py` reads them, and says why).

Run on the host as `python -I -S -B freeze.py TREE HARNESS FROZEN`; the last two are paths inside the tree, and beside
FROZEN stand the others. All that is in the tree is ours or the interpreter's: no project's code is compiled or imported
here.
"""

import compileall
import json
import marshal
import os
import py_compile
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

OURS = "stelp"
SIZE = 8

LIST_MODULES = """
import json, os, sys
sys.path.append(sys.argv[1])
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
import site
try:
    import pytest
except ModuleNotFoundError as error:
    print("the harness is not for this Python:", error, file=sys.stderr)
else:
    pytest.main(["-q", "-p", "no:cacheprovider", "--rootdir=.", "test_one.py"])
found = {}
for name, module in sorted(sys.modules.items()):
    spec = getattr(module, "__spec__", None)
    if spec is not None and spec.origin and spec.origin.endswith(".py") and spec.name == name != "test_one":
        found[name] = [spec.submodule_search_locations is not None, spec.origin]
with open(sys.argv[2], "w") as file:
    json.dump(found, file)
"""
LIST_OURS = """
import sys
import _frozen_importlib_external as external
found, complete = [[], [], [], []], []
def noted(run):
    def exec_module(self, module):
        run(self, module)
        spec = module.__spec__
        if spec.origin == getattr(module, "__file__", None):
            complete.append([spec.name, spec.submodule_search_locations is not None, spec.origin])
    return exec_module
for loader in (external.SourceFileLoader, external.ExtensionFileLoader):
    loader.exec_module = noted(loader.exec_module)
def stage(number):
    found[number] += complete
    complete.clear()
sys.path.append(sys.argv[1])
from _stelp import early, events, transpiler
stage(0)
from _stelp import runner
stage(1)
try:
    from _stelp import program_child, program_profiles
    task = {"policy": {}, "tools": [], "programs": []}
    program_profiles.preload({**task, "profile": "strict"}, many=False)
    stage(2)
    from _stelp import program_server
    for profile in ("strict", "traced", "guarded"):
        program_profiles.preload({**task, "profile": profile}, many=True)
    stage(3)
except AttributeError as error:
    print("programs are not for this Python:", error, file=sys.stderr)  # the syntax tree of 3.10 lacks names
import json
with open(sys.argv[2], "w") as file:
    json.dump(found, file)
"""
"""What the runner and what it runs have in common, what each needs beyond that, if it is one strict program, and what
programs need beyond all that: each module behind those that it needs."""

TEST = "import pytest\n@pytest.mark.parametrize('n', [1])\ndef test_one(n, tmp_path):\n    assert n == 1\n"


def compile_all(tree: Path) -> None:
    """Byte code that is never checked against its source: the root is read-only."""
    compileall.compile_dir(
        str(tree),
        maxlevels=40,
        quiet=2,
        workers=os.cpu_count() or 1,
        stripdir=str(tree),
        prependdir="/",
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def told_by(script: str, where: Path) -> Any:
    """The JSON that a script writes which this interpreter runs, with `where` to import from."""
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch, "test_one.py").write_text(TEST, encoding="ascii")
        told = Path(scratch, "modules.json")
        command = [sys.executable, "-I", "-S", "-B", "-c", script, str(where), str(told)]
        subprocess.run(command, cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        return json.loads(told.read_text(encoding="utf-8"))


class Freezer:
    """Writes the files of one tree."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree

    def inside(self, file: str) -> str:
        """Where a file of the tree stands inside."""
        return file.removeprefix(str(self.tree)) if file.startswith(f"{self.tree}/") else file

    def code(self, file: str) -> Any:
        """The code of a source file; None for an extension."""
        if not file.endswith(".py"):
            return None
        inside = self.inside(file)
        ours = inside.startswith(f"/{OURS}/_stelp/")  # nobody asks for what our own functions say of themselves
        return compile(
            (self.tree / inside[1:]).read_bytes(), inside, "exec", dont_inherit=True, optimize=2 if ours else 0
        )

    def sequence(self, listed: list[tuple[str, bool, str]]) -> bytes:
        """A marshalled list of (name, is a package, file inside, code); no extension that lies outside of the tree."""
        rows = [
            (name, package, self.inside(file), self.code(file))
            for name, package, file in listed
            if (self.tree / self.inside(file)[1:]).is_file()
        ]
        return marshal.dumps(rows)

    def index(self, listed: dict[str, tuple[bool, str]]) -> bytes:
        """The size of a marshalled dict, that dict (name to is a package, file inside, offset, size), and the code."""
        places: dict[str, tuple[bool, str, int, int]] = {}
        codes = bytearray()
        for name, (package, file) in listed.items():
            code = marshal.dumps(self.code(file))
            places[name] = (package, self.inside(file), len(codes), len(code))
            codes += code
        head = marshal.dumps(places)
        return len(head).to_bytes(SIZE, "big") + head + bytes(codes)

    def start(self) -> bytes:
        """The code of the module that reads all the others."""
        return marshal.dumps(self.code(str(self.tree / OURS / "_stelp" / "imports.py")))


def frozen(tree: Path, harness: str) -> dict[str, bytes]:
    """The files by name, without the one of pytest's modules, whose name the caller chooses: that one is ''."""
    ours = tree / OURS
    sequences: list[list[tuple[str, bool, str]]] = told_by(LIST_OURS, ours)
    common, runner, strict, programs = sequences
    own = {f"_stelp.{path.stem}": (False, str(path)) for path in sorted((ours / "_stelp").glob("*.py"))}
    later = {name: (package, file) for name, package, file in programs if name not in own and file.endswith(".py")}
    freezer = Freezer(tree)
    return {
        "": freezer.index(told_by(LIST_MODULES, tree / harness[1:])),
        "start.bin": freezer.start(),
        "ours.bin": freezer.index(own),
        "common.seq": freezer.sequence(common),
        "runner.seq": freezer.sequence(runner),
        "strict.seq": freezer.sequence(strict),
        "programs.bin": freezer.index(later),
    }


def main() -> None:
    """Compile the tree named on the command line."""
    tree, harness, out = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    compile_all(tree)
    for name, content in frozen(tree, harness).items():
        target = (tree / out[1:]).with_name(name or Path(out).name)
        target.write_bytes(content)
        target.chmod(0o644)


if __name__ == "__main__":
    main()
