"""The full counts behind `make proof`: each test module with its proofs and 2,000 examples a property, one by one.

A module that passed leaves a mark under build/proof/, named by the content of the whole tree: an interrupted run goes
on where it stopped, and any edit begins anew.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLES = "2000"


def main() -> int:
    """Run what has no mark yet; 0 when every module has passed."""
    marks = ROOT / "build" / "proof" / _tree()
    marks.mkdir(parents=True, exist_ok=True)
    failed = [module for module in _modules() if not _passes(module, marks / module.replace("/", "."))]
    for module in failed:
        sys.stdout.write(f"proof: FAILED {module}\n")
    sys.stdout.write(f"proof: {len(_modules()) - len(failed)} of {len(_modules())} modules passed\n")
    return 1 if failed else 0


def _passes(module: str, mark: Path) -> bool:
    if mark.exists():
        sys.stdout.write(f"proof: {module} passed before\n")
        return True
    command = [sys.executable, "-m", "pytest", "-q", "-m", "proof or not proof", module]
    environment = {**os.environ, "STELP_FUZZ_EXAMPLES": EXAMPLES}
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0:
        return False
    mark.touch()
    return True


def _modules() -> list[str]:
    """The test modules that hold a property or a proof; the others have nothing to say beyond `make test`."""
    paths = sorted((ROOT / "tests").rglob("test_*.py"))
    return [
        str(path.relative_to(ROOT))
        for path in paths
        if "cases" not in path.parts and any(word in path.read_text("utf-8") for word in ("@given", "mark.proof"))
    ]


def _tree() -> str:
    """A name for the content of every file that git knows or would add."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True).stdout.split(b"\0")
    digest = hashlib.sha256()
    for name in sorted(set(names) - {b""}):
        path = ROOT / os.fsdecode(name)
        digest.update(name + b"\0" + (path.read_bytes() if path.is_file() else b"") + b"\0")
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main())
