"""The library is guarded before a program holds anything of it, and not loaded for one that imports nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
import json, sys
sys.path.insert(0, sys.argv[1])
from stelp_ci.transpile.runtime.namespace import make_namespace
from stelp_ci.transpile.strict import inserted
from stelp_ci.transpile.strict.policy import STRICT
import collections, contextlib, copy, enum
MODULES = (collections, contextlib, copy, enum)
def guarded():
    return [hasattr(module, "stelp_guarded") for module in MODULES]
names = make_namespace(STRICT)
before = guarded()
try:
    names[inserted.IMPORT](sys.argv[2])
except ImportError:
    pass
print(json.dumps([before, guarded()]))
"""


@pytest.mark.parametrize("module", ["math", "string", "os", "asyncio"])
def test_the_first_import_guards_all_of_it_whatever_is_imported(module: str) -> None:
    command = [sys.executable, "-c", PROGRAM, str(ROOT), module]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    before, after = json.loads(done.stdout)
    assert before == [False] * 4
    assert after == [True] * 4
