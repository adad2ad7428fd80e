"""The literal `deps` of tox's main test environment, for projects that name their test tools nowhere else."""

import re

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.needs.declared import Declared

FACTOR = re.compile(r"[\w.,{}!-]+:\s")


def read_tox(files: ProjectFiles) -> Declared:
    """`[testenv] deps` of tox.ini: lines without substitutions or factors; `-r FILE` becomes a requirement file."""
    lines = files.ini("tox.ini").get("testenv", {}).get("deps", "").splitlines()
    plain = [line.strip() for line in lines if line.strip() and "{" not in line and not FACTOR.match(line.strip())]
    included = [line.removeprefix("-r").strip() for line in plain if line.startswith("-r")]
    needed = tuple(line for line in plain if not line.startswith("-"))
    return Declared(source="tox.ini", groups={"test": needed} if needed else {}, files=tuple(included))
