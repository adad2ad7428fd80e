"""The tests' own way into gVisor: one sandbox that runs the driver over many programs."""

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sandbox.lowering import lowered
from stelp_ci.execute.bundle import Contents, oci_config
from stelp_ci.execute.container import started
from stelp_ci.execute.harness import harness_layer
from stelp_ci.execute.interpreter import inspect_interpreter
from stelp_ci.execute.rootfs import sandbox_root
from stelp_ci.execute.runtime import Runtime, find_runtime, locate_runsc
from stelp_ci.model.execution import Limits

HERE = Path(__file__).parent
INSIDE = ("driver.py", "grammar.py", "mutants.py", "oracle.py")
COMMAND = "import sys; sys.path.insert(0, '/src'); sys.path.append('/stelp'); import driver; driver.main()"
LIMITS = Limits(wall_s=3000, cpu_s=3000, memory_mib=4096, tmpfs_mib=16)


class Sandboxed:
    """A root with one Python (ours, unless another is named), and a source directory with transpiler and driver.

    The transpiler is as it is written, or, where it is `made_cheap`, as the sandbox of one program loads it.
    """

    def __init__(self, cache: Path, scratch: Path, python: Path | None = None, *, made_cheap: bool = False) -> None:
        self._interpreter = inspect_interpreter(python or Path(sys.executable))
        self._runtime: Runtime = find_runtime(locate_runsc(), cache)
        self._root = sandbox_root(self._interpreter, harness_layer(cache, self._interpreter).site, cache)
        self._source = scratch / "source"
        self._scratch = scratch
        shutil.copytree(HERE.parents[2] / "stelp_ci" / "transpile", self._source / "transpile")
        for path in (self._source / "transpile").rglob("*.py") if made_cheap else ():
            path.write_text(ast.unparse(lowered(path.read_bytes())), encoding="utf-8")
        for name in INSIDE:
            shutil.copy(HERE / name, self._source / name)

    def run(self, programs: Iterable[dict[str, Any]], **options: Any) -> list[dict[str, Any]]:
        """What came of each program, the facades' own line first."""
        request = {"programs": list(programs), "batch": 1, "seconds": 5, **options}
        contents = Contents(root=self._root, python=self._interpreter.executable, source=self._source, command=COMMAND)
        with started(self._runtime, oci_config(contents, LIMITS), LIMITS, self._scratch) as container:
            try:
                out, err = container.process.communicate(json.dumps(request).encode(), timeout=LIMITS.wall_s)
            except subprocess.TimeoutExpired as error:
                raise AssertionError("the sandbox did not end in time") from error
            assert container.process.returncode == 0, err[-4000:].decode(errors="replace")
        return [json.loads(line) for line in out.splitlines()]
