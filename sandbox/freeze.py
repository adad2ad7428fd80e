"""Compiles the sandbox's root with its own interpreter: byte code beside each file, and three files that hold the
modules which pytest, the runner and strict programs load: opening hundreds of files through gVisor costs more.

Run on the host as `python -I -S -B freeze.py TREE HARNESS FROZEN`; the last two are paths inside the tree, and beside
FROZEN stand `runner.bin` and `programs.bin`. All that is in the tree is ours or the interpreter's: no project's code
is compiled or imported here.
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

OURS = "stelp"

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
sys.path.append(sys.argv[1])
from _stelp import pytest_child, runner, script_child
runners = set(sys.modules)
from _stelp import program_server
try:
    for profile in ("strict", "traced", "guarded"):
        program_server.make_ready(profile)
except AttributeError as error:
    print("programs are not for this Python:", error, file=sys.stderr)  # the syntax tree of 3.10 lacks names
found = ({}, {})
for name, module in sorted(sys.modules.items()):
    spec = getattr(module, "__spec__", None)
    file = getattr(module, "__file__", None)
    if spec is not None and spec.origin == file and file and file.endswith(".py") and spec.name == name:
        found[name not in runners][name] = [spec.submodule_search_locations is not None, file]
import json
with open(sys.argv[2], "w") as file:
    json.dump(found, file)
"""
"""What the runner loads, whatever its task, and what it loads beyond that for programs."""

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


def loaded_modules(harness: Path) -> dict[str, tuple[bool, str]]:
    """The source modules that a session of pytest loads: name to (is a package, file)."""
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch, "test_one.py").write_text(TEST, encoding="ascii")
        told = Path(scratch, "modules.json")
        command = [sys.executable, "-I", "-S", "-B", "-c", LIST_MODULES, str(harness), str(told)]
        subprocess.run(command, cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        return {name: (package, file) for name, (package, file) in json.loads(told.read_text(encoding="utf-8")).items()}


def own_modules(ours: Path) -> tuple[dict[str, tuple[bool, str]], dict[str, tuple[bool, str]]]:
    """The same of the runner, and of programs."""
    with tempfile.TemporaryDirectory() as scratch:
        told = Path(scratch, "modules.json")
        command = [sys.executable, "-I", "-S", "-B", "-c", LIST_OURS, str(ours), str(told)]
        subprocess.run(command, cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        runner, programs = json.loads(told.read_text(encoding="utf-8"))
        all_of_us = {f"_stelp.{path.stem}": (False, str(path)) for path in sorted((ours / "_stelp").glob("*.py"))}
        return {**runner, **all_of_us}, {name: listed for name, listed in programs.items() if name not in all_of_us}


def frozen(tree: Path, listed: dict[str, tuple[bool, str]]) -> bytes:
    """The marshalled dict that `imports.py` reads: name to (is a package, file inside, marshalled code)."""
    modules: dict[str, tuple[bool, str, bytes]] = {}
    for name, (package, file) in listed.items():
        inside = file[len(str(tree)) :] if file.startswith(f"{tree}/") else file
        source = (tree / inside[1:]).read_bytes()
        code = compile(source, inside, "exec", dont_inherit=True)
        modules[name] = (package, inside, marshal.dumps(code))
    return marshal.dumps(modules)


def main() -> None:
    """Compile the tree named on the command line."""
    tree, harness, out = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    compile_all(tree)
    runner, programs = own_modules(tree / OURS)
    pytests = loaded_modules(tree / harness[1:])
    for name, listed in ((Path(out).name, pytests), ("runner.bin", runner), ("programs.bin", programs)):
        target = (tree / out[1:]).with_name(name)
        target.write_bytes(frozen(tree, listed))
        target.chmod(0o644)


if __name__ == "__main__":
    main()
