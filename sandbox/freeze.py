"""Compiles the sandbox's root with its own interpreter: byte code beside each file, and the few files that hold the
modules which pytest, the runner and programs load (`imports.py` reads them, and says why).

Run on the host as `python -I -S -B freeze.py TREE HARNESS FROZEN`; the last two are paths inside the tree, and beside
FROZEN stand the others. All that is in the tree is ours or the interpreter's: no project's code is compiled or imported
here.
"""

import compileall
import marshal
import os
import py_compile
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent))
from lowering import lowered

Listed = list[tuple[str, bool, str, bool]]
"""Modules: name, whether it is a package, file, and whether the interpreter holds its code itself."""
OURS = "stelp"
SIZE = 8
PROGRAMS = 4
"""The place in the lists of what programs need beside what one strict program does."""

LIST_MODULES = """
import marshal, os, sys
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
with open(sys.argv[2], "wb") as file:
    file.write(marshal.dumps(found))
"""
LIST_OURS = """
import sys
import marshal
import _frozen_importlib as internal
import _frozen_importlib_external as external
found, complete = [[], [], [], [], []], []
with open(sys.argv[3], "rb") as file:
    codes = marshal.loads(file.read())
def noted(run):
    def exec_module(self, module):
        run(self, module)
        spec = module.__spec__
        if spec.origin == getattr(module, "__file__", None):
            complete.append([spec.name, spec.submodule_search_locations is not None, spec.origin, False])
    return exec_module
for loader in (external.SourceFileLoader, external.ExtensionFileLoader):
    loader.exec_module = noted(loader.exec_module)
def frozen(module, run=internal.FrozenImporter.exec_module):
    run(module)
    if getattr(module, "__file__", None):
        complete.append([module.__spec__.name, hasattr(module, "__path__"), module.__file__, True])
internal.FrozenImporter.exec_module = staticmethod(frozen)
def built_in(module, run=internal.BuiltinImporter.exec_module):
    run(module)
    complete.append([module.__spec__.name, False, "", True])
internal.BuiltinImporter.exec_module = staticmethod(built_in)
def get_code(self, name, real=external.SourceLoader.get_code):
    return codes.get(self.path) or real(self, name)
external.SourceFileLoader.get_code = get_code
def stage(number):
    found[number] += complete
    complete.clear()
sys.path.append(sys.argv[1])
from _stelp import early
stage(0)
from _stelp import guard, events, transpiler
stage(1)
from _stelp import plain_json, program_server
plain_json.loads(b"[]")
from _stelp import runner
runner.mac.sha256(b"")
stage(2)
try:
    from _stelp import program_child, program_profiles
    task = {"policy": {}, "tools": [], "programs": []}
    program_profiles.preload({**task, "profile": "strict"}, many=False)
    stage(3)
    for profile in ("strict", "traced", "guarded"):
        program_profiles.preload({**task, "profile": profile}, many=True)
    stage(4)
except AttributeError as error:
    print("programs are not for this Python:", error, file=sys.stderr)  # the syntax tree of 3.10 lacks names
with open(sys.argv[2], "wb") as file:
    file.write(marshal.dumps(found))
"""
"""What is loaded before there is a fork; what the runner and what it runs have in common; what each needs beyond that,
if it is one strict program; and what programs need beyond all that: each module behind those that it needs."""

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


LIST_PATTERNS = """
import marshal, sys
try:
    from re import _compiler as compiler
except ImportError:
    import sre_compile as compiler
found = {}
class Recording:
    def __getattr__(self, name):
        return getattr(real, name)
    def compile(self, pattern, flags, code, groups, names, places):
        last[:] = [int(flags), tuple(map(int, code)), groups, tuple(names.items()), places]
        return real.compile(pattern, flags, code, groups, names, places)
import re
real, last, asked = compiler._sre, [], re.compile
compiler._sre = Recording()
def compile(pattern, flags=0):
    re.purge()
    made = asked(pattern, flags)
    found[pattern, int(flags)] = tuple(last)
    return made
re.compile = compile
sys.path.append(sys.argv[1])
try:
    from _stelp import program_profiles
    program_profiles.preload({"policy": {}, "tools": [], "programs": [], "profile": "strict"}, many=False)
except AttributeError:
    found.clear()  # programs are not for this Python
with open(sys.argv[2], "wb") as file:
    file.write(marshal.dumps(found))
"""
"""What our own patterns are compiled to, by pattern and flags."""


def told_by(script: str, where: Path, codes: "dict[str, Any] | None" = None) -> Any:
    """What a script writes as marshalled data which this interpreter runs, with `where` to import from.

    `codes` is the code of files that are not compiled from what stands in them.
    """
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch, "test_one.py").write_text(TEST, encoding="ascii")
        given, told = Path(scratch, "codes"), Path(scratch, "modules")
        given.write_bytes(marshal.dumps(codes or {}))
        command = [sys.executable, "-I", "-S", "-B", "-c", script, str(where), str(told), str(given)]
        subprocess.run(command, cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        return marshal.loads(told.read_bytes())  # noqa: S302 - written by this interpreter just now


class Freezer:
    """Writes the files of one tree. `made_cheap` are files of ours that are rewritten before they are compiled."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self.made_cheap: set[str] = set()

    def inside(self, file: str) -> str:
        """Where a file of the tree stands inside."""
        return file.removeprefix(str(self.tree)) if file.startswith(f"{self.tree}/") else file

    def code(self, file: str) -> Any:
        """The code of a source file; None for an extension."""
        if not file.endswith(".py"):
            return None
        inside = self.inside(file)
        source: Any = (self.tree / inside[1:]).read_bytes()
        ours = inside.startswith(f"/{OURS}/_stelp/")  # nobody asks for what our own functions say of themselves
        text = lowered(source) if file in self.made_cheap else source
        return compile(text, inside, "exec", dont_inherit=True, optimize=2 if ours else 0)

    def sequences(self, ours: Path) -> "list[Listed]":
        """The lists of `LIST_OURS`, told with all of ours made cheap first, and then with those that are in them."""
        files = {str(path) for path in (ours / "_stelp").rglob("*.py")}
        used = {file for listed in self.told(ours, files)[:PROGRAMS] for _, _, file, _ in listed}
        return self.told(ours, files & used)

    def told(self, ours: Path, files: "set[str]") -> "list[Listed]":
        """The lists where these files are made cheap, as they are from now on."""
        self.made_cheap = files
        return told_by(LIST_OURS, ours, {file: self.code(file) for file in files})

    def sequence(self, listed: "Listed") -> bytes:
        """A marshalled list of (name, is a package, file inside, code); no extension that lies outside of the tree.

        The code is True where the interpreter has it, and the file is empty where it is not even Python's.
        """
        rows = [
            (name, package, self.inside(file), in_python or self.code(file))
            for name, package, file, in_python in listed
            if not file or (self.tree / self.inside(file)[1:]).is_file()
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


def write_patterns(ours: Path) -> None:
    """Write the module that holds our own patterns compiled."""
    found = told_by(LIST_PATTERNS, ours)
    (ours / "_stelp" / "patterns.py").write_text(f"PATTERNS = {found!r}\n", encoding="utf-8")


def frozen(tree: Path, harness: str) -> dict[str, bytes]:
    """The files by name, without the one of pytest's modules, whose name the caller chooses: that one is ''."""
    ours = tree / OURS
    freezer = Freezer(tree)
    first, common, runner, strict, programs = freezer.sequences(ours)
    own = {f"_stelp.{path.stem}": (False, str(path)) for path in sorted((ours / "_stelp").glob("*.py"))}
    later = {
        name: (package, file)
        for listed in (common, runner, strict, programs)
        for name, package, file, in_python in listed
        if name not in own and file.endswith(".py") and not in_python
    }
    return {
        "": freezer.index(told_by(LIST_MODULES, tree / harness[1:])),
        "start.bin": marshal.dumps(freezer.code(str(ours / "_stelp" / "imports.py"))),
        "ours.bin": freezer.index(own),
        "first.seq": freezer.sequence(first),
        "common.seq": freezer.sequence(common),
        "runner.seq": freezer.sequence(runner),
        "strict.seq": freezer.sequence(strict),
        "programs.bin": freezer.index(later),
    }


def main() -> None:
    """Compile the tree named on the command line."""
    tree, harness, out = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    write_patterns(tree / OURS)
    compile_all(tree)
    for name, content in frozen(tree, harness).items():
        target = (tree / out[1:]).with_name(name or Path(out).name)
        target.write_bytes(content)
        target.chmod(0o644)


if __name__ == "__main__":
    main()
